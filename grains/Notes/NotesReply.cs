using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Grains.Notes;

/// <summary>What a collection answers: a value, or why there is none.</summary>
/// <param name="Value">The value; unset with an error.</param>
/// <param name="Error">Why there is none.</param>
[GenerateSerializer, Immutable, Alias("WorkerGrains.NotesReply`1")]
internal readonly record struct NotesReply<T>([property: Id(0)] T? Value, [property: Id(1)] WorkError? Error)
{
    public static implicit operator NotesReply<T>(T value) => new(value, null);

    public static implicit operator NotesReply<T>(WorkError error) => new(default, error);
}
