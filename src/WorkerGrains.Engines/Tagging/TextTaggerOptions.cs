using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace WorkerGrains.Engines.Tagging;

/// <summary>How much of a text is read, and how many labels are remembered. Configuration section <c>Engines:text.tag</c>.</summary>
public sealed class TextTaggerOptions
{
    /// <summary>The most sentences of a text that are read. More find what only a few sentences of a long text speak of, and take longer.</summary>
    [Range(1, 800)]
    public int MaxSentences { get; set; } = 200;

    /// <summary>How many descriptions of labels are remembered with their vectors. More spare text.embed work where callers bring many labels of their own; each takes about the memory of a vector.</summary>
    [Range(Contracts.Capabilities.TagText.MaxLabels, 1_000_000)]
    public int MaxRememberedLabels { get; set; } = 4096;
}

[OptionsValidator]
internal sealed partial class TextTaggerOptionsValidator : IValidateOptions<TextTaggerOptions>;
