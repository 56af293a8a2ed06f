using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace WorkerGrains.Engines.Files;

/// <summary>Which model says what files are. Configuration section <c>Engines:file.identify</c>.</summary>
public sealed class FileIdentifierOptions
{
    /// <summary>The model's name in the model repository.</summary>
    [Required]
    public string Model { get; set; } = "file-identify";
}

[OptionsValidator]
internal sealed partial class FileIdentifierOptionsValidator : IValidateOptions<FileIdentifierOptions>;
