using System.ComponentModel.DataAnnotations;

namespace WorkerGrains.Contracts.Encoding;

/// <summary>How many characters a text may have, counted as Unicode code points as JSON Schema does.</summary>
/// <param name="minimum">The fewest.</param>
/// <param name="maximum">The most.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class TextLengthAttribute(int minimum, int maximum) : ValidationAttribute
{
    /// <summary>The fewest characters.</summary>
    public int Minimum { get; } = minimum;

    /// <summary>The most characters.</summary>
    public int Maximum { get; } = maximum;

    /// <inheritdoc/>
    public override bool IsValid(object? value)
    {
        if (value is not string text)
        {
            return value is null;
        }

        // Every code point is one or two UTF-16 units, so most texts need no counting.
        if (text.Length >= Minimum * 2 && text.Length <= Maximum)
        {
            return true;
        }

        var length = text.Length - text.Count(char.IsLowSurrogate);
        return length >= Minimum && length <= Maximum;
    }
}
