using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Contracts;

/// <summary>Something that raw answers say beside their body, and where an output has it.</summary>
/// <param name="name">As <see cref="OutputHeader.Name"/> says.</param>
/// <param name="description">What it says, for callers.</param>
/// <param name="read">The value: visible ASCII of at most <see cref="OutputHeader.MaxValueLength"/> characters. Nothing is said for any other, nor for <see langword="null"/>.</param>
public sealed class OutputHeader<TOutput>(string name, string description, Func<TOutput, string?> read)
    where TOutput : class
{
    /// <summary>The header in the form that travels.</summary>
    public OutputHeader Descriptor { get; } = ContractPatterns.IsTag(name)
        ? new OutputHeader(name, description)
        : throw new ArgumentException("A header's name is lower-case letters, digits and hyphens, for example row-count.", nameof(name));

    /// <summary>What it says of an output; <see langword="null"/> for nothing.</summary>
    internal WorkParameter? Of(TOutput output) =>
        read(output) is { Length: > 0 and <= OutputHeader.MaxValueLength } value && value.All(static character => character is >= '!' and <= '~') ? new(Descriptor.Name, value) : null;
}
