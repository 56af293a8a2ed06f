namespace WorkerGrains.Grains.Notes;

/// <summary>What a note says, to make its vector of.</summary>
/// <param name="Id">The note.</param>
/// <param name="ETag">Its version.</param>
/// <param name="Text">Title and text, cut where models have long stopped reading.</param>
[GenerateSerializer, Immutable, Alias("WorkerGrains.NoteText")]
internal sealed record NoteText([property: Id(0)] string Id, [property: Id(1)] string ETag, [property: Id(2)] string Text);
