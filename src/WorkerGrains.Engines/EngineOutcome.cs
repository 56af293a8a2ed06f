using System.Diagnostics.CodeAnalysis;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Engines;

/// <summary>The output for one input of a batch, or why that one input failed.</summary>
public readonly record struct EngineOutcome<TOutput>
{
    /// <summary>The output; unset when <see cref="Error"/> is not <see langword="null"/>.</summary>
    public TOutput? Value { get; private init; }

    /// <summary>Why this input failed; its neighbours in the batch are unaffected.</summary>
    public WorkError? Error { get; private init; }

    /// <summary>Whether there is a value.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsSuccess => Error is null;

    /// <summary>An input that worked.</summary>
    public static implicit operator EngineOutcome<TOutput>(TOutput value) => new() { Value = value };

    /// <summary>An input that failed.</summary>
    public static implicit operator EngineOutcome<TOutput>(WorkError error) => new() { Error = error };
}
