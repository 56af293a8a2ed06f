namespace WorkerGrains.Engines.Detection;

/// <summary>What a model says of one cell.</summary>
/// <param name="Label">The likeliest label's number.</param>
/// <param name="Score">How likely it is that an object is there and that it is this one.</param>
/// <param name="Box">Where, in pixels of the input.</param>
internal readonly record struct Candidate(int Label, float Score, DetectionBox Box);
