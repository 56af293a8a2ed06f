using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace WorkerGrains.Engines.Texts;

/// <summary>Which model embeds texts. Configuration section <c>Engines:text.embed</c>.</summary>
public sealed class TextEmbedderOptions
{
    /// <summary>The model's name in the model repository.</summary>
    [Required]
    public string Model { get; set; } = "text-embed";
}

[OptionsValidator]
internal sealed partial class TextEmbedderOptionsValidator : IValidateOptions<TextEmbedderOptions>;
