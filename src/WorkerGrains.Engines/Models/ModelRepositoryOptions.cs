using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace WorkerGrains.Engines.Models;

/// <summary>Where models are, and how they come and go. Configuration section <c>Models</c>.</summary>
public sealed class ModelRepositoryOptions
{
    /// <summary>
    /// A folder of models in the layout <c>{name}/{version}/model.onnx</c>, or <see langword="null"/> for the models that ship with the
    /// program only. A model in this folder takes the place of a shipped one of the same name.
    /// </summary>
    public string? Path { get; set; }

    /// <summary>Where <c>models pull</c> finds models by name: a file, or a URL of <c>https</c>. Who writes it decides what is installed under a name.</summary>
    public string? Catalog { get; set; }

    /// <summary>Who decides which models are in memory.</summary>
    public ModelControl Control { get; set; } = ModelControl.Explicit;

    /// <summary>The models to load when the silo starts, beside those that are pinned. Starting takes longer, the first requests do not.</summary>
    [Length(0, 1000)]
    public IList<string> Load { get; } = [];

    /// <summary>How often the folder, and what operators chose while this silo could not be told, is looked through for what is new. Shorter notices sooner and reads more often.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan WatchPeriod { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>What all models on the processors together may take in memory, in megabytes; 0 for three quarters of what the process may use. More keeps more models ready and leaves less to requests.</summary>
    [Range(0, 16 * 1024 * 1024)]
    public int MemoryMegabytes { get; set; }

    /// <summary>
    /// What all models on one GPU together may take of its memory, as a share. More keeps more models ready and leaves less to their runs, which take
    /// more the larger the batches are, and to other programs that use the GPU.
    /// </summary>
    [Range(0.01, 1.0)]
    public double GpuMemoryShare { get; set; } = 0.9;

    /// <summary>How long a model that is replaced or unloaded is waited for while requests still use it. It is released when they end, however long that takes; this bounds the answer to the operator.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many requests for one model are held while it loads. Beyond it they are refused as overloaded.</summary>
    [Range(1, 65536)]
    public int MaxColdRequests { get; set; } = 512;
}

internal sealed class ModelRepositoryOptionsValidator : IValidateOptions<ModelRepositoryOptions>
{
    public ValidateOptionsResult Validate(string? name, ModelRepositoryOptions options)
    {
        var broken = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), broken, validateAllProperties: true);
        var failures = broken.Select(static result => $"Models: {result.ErrorMessage}").ToList();
        if (!string.IsNullOrWhiteSpace(options.Path) && !Directory.Exists(options.Path))
        {
            failures.Add($"Models:Path is '{options.Path}', and there is no such folder. Create it, or leave Models:Path out to use only the models that ship with the program.");
        }

        if (options.Load.FirstOrDefault(static model => !ModelName.IsValid(model)) is not null)
        {
            failures.Add($"Models:Load has a name that is none. {ModelName.Rule}");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
