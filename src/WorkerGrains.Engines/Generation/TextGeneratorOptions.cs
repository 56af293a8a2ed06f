using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace WorkerGrains.Engines.Generation;

/// <summary>Which model goes on with texts. Configuration section <c>Engines:text.generate</c>.</summary>
public sealed class TextGeneratorOptions
{
    /// <summary>The model's name in the model repository.</summary>
    [Required]
    public string Model { get; set; } = "text-generate";
}

[OptionsValidator]
internal sealed partial class TextGeneratorOptionsValidator : IValidateOptions<TextGeneratorOptions>;
