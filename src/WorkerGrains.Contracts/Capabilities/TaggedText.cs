using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>The tags of a text.</summary>
public sealed record TaggedText
{
    /// <summary>The labels that it got, most confident first; none when none is confident enough.</summary>
    [Description("The labels that it got, most confident first; none when none is confident enough.")]
    public required IReadOnlyList<TextTag> Tags { get; init; }

    /// <summary>How many sentences the text has.</summary>
    [Description("How many sentences the text has."), Range(1, int.MaxValue)]
    public required int Sentences { get; init; }

    /// <summary>How many of them were read.</summary>
    [Description("How many of them were read."), Range(1, int.MaxValue)]
    public required int SentencesRead { get; init; }

    /// <summary>The model of <c>text.embed</c> that was asked.</summary>
    [Description("The model of text.embed that was asked.")]
    public required string Model { get; init; }

    /// <summary>Its version.</summary>
    [Description("Its version.")]
    public int? ModelVersion { get; init; }
}
