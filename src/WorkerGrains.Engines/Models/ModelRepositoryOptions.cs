using Microsoft.Extensions.Options;

namespace WorkerGrains.Engines.Models;

/// <summary>Where models are. Configuration section <c>Models</c>.</summary>
public sealed class ModelRepositoryOptions
{
    /// <summary>
    /// A folder of models in the layout <c>{name}/{version}/model.onnx</c>, or <see langword="null"/> for the models that ship with the
    /// program only. A model in this folder takes the place of a shipped one of the same name.
    /// </summary>
    public string? Path { get; set; }
}

internal sealed class ModelRepositoryOptionsValidator : IValidateOptions<ModelRepositoryOptions>
{
    public ValidateOptionsResult Validate(string? name, ModelRepositoryOptions options) =>
        string.IsNullOrWhiteSpace(options.Path) || Directory.Exists(options.Path)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"Models:Path is '{options.Path}', and there is no such folder. Create it, or leave Models:Path out to use only the models that ship with the program.");
}
