namespace WorkerGrains.Grains.Notes;

/// <summary>The vector of a note, or of a query.</summary>
/// <param name="Id">The note; empty for a query.</param>
/// <param name="ETag">Its version.</param>
/// <param name="Model">The model that made it.</param>
/// <param name="Values">The vector, of length 1.</param>
[GenerateSerializer, Immutable, Alias("WorkerGrains.NoteVector")]
internal sealed record NoteVector([property: Id(0)] string Id, [property: Id(1)] string ETag, [property: Id(2)] string Model, [property: Id(3)] float[] Values);
