using WorkerGrains.Engines.Tagging;

namespace WorkerGrains.Training.Tags;

/// <summary>A mail and a label, and whether the label is right.</summary>
/// <param name="Label">The label.</param>
/// <param name="Features">How near the mail is to the label.</param>
/// <param name="IsRight">Whether it came from one of the label's lists.</param>
internal sealed record TagSample(string Label, TagFeatures Features, bool IsRight);
