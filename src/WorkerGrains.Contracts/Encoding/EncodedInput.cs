using System.Collections.Immutable;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Contracts.Encoding;

/// <summary>An input as it travels.</summary>
/// <param name="Payload">JSON, or the raw body.</param>
/// <param name="ContentType">Which of the two.</param>
/// <param name="Parameters">The other members, beside a raw body.</param>
public readonly record struct EncodedInput(ReadOnlyMemory<byte> Payload, string ContentType, ImmutableArray<WorkParameter> Parameters)
{
    /// <summary>The raw body where it is read while it comes in; the payload is empty then.</summary>
    public Stream? Body { get; init; }
}
