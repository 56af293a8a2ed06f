using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using WorkerGrains.Engines.Models;

namespace WorkerGrains.Engines.Mail;

/// <summary>What classifies mail. Configuration section <c>Engines:email.classify</c>.</summary>
public sealed class EmailClassifierOptions
{
    /// <summary>The model, by its name in the repository. The one that ships knows English mail of 2002; your own knows yours.</summary>
    [Required]
    public string Model { get; set; } = "email-spam";
}

internal sealed class EmailClassifierOptionsValidator : IValidateOptions<EmailClassifierOptions>
{
    public ValidateOptionsResult Validate(string? name, EmailClassifierOptions options) => ModelName.IsValid(options.Model)
        ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail("Engines:email.classify:Model is lower-case letters, digits, hyphens, underscores and dots.");
}
