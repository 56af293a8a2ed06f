using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Encoding;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Engines.Pipelines;

/// <summary>Reads the folder of pipelines, and keeps the silo from starting with one that could never run.</summary>
/// <remarks>Whether its capabilities are offered shows only when it runs: silos come and go.</remarks>
internal sealed partial class PipelineFolder : IValidateOptions<PipelineOptions>
{
    private const int MaxFiles = 1000;
    private const int MaxFileBytes = 1024 * 1024;

    private static readonly InputCodec<PipelineDefinition> s_codec = new();

    /// <summary>All pipelines of the folder by name, and a sentence for each that is none.</summary>
    public static (Dictionary<string, PipelineDefinition> Pipelines, List<string> Problems) Read(PipelineOptions options)
    {
        var pipelines = new Dictionary<string, PipelineDefinition>(StringComparer.Ordinal);
        var problems = new List<string>();
        if (options.Path is null)
        {
            return (pipelines, problems);
        }

        if (!Directory.Exists(options.Path))
        {
            return (pipelines, ["Pipelines:Path names no folder that is there."]);
        }

        var files = Directory.EnumerateFiles(options.Path, "*.json").Take(MaxFiles + 1).Order(StringComparer.Ordinal).ToList();
        if (files.Count > MaxFiles)
        {
            return (pipelines, [$"Pipelines:Path has more than {MaxFiles} files."]);
        }

        foreach (var file in files)
        {
            if (FindProblem(file, options, out var pipeline) is { } problem)
            {
                problems.Add($"The pipeline {Path.GetFileName(file)}: {problem}");
                continue;
            }

            pipelines.Add(Path.GetFileNameWithoutExtension(file), pipeline!);
        }

        return (pipelines, problems);
    }

    public ValidateOptionsResult Validate(string? name, PipelineOptions options) =>
        Read(options).Problems is { Count: > 0 } problems ? ValidateOptionsResult.Fail(problems) : ValidateOptionsResult.Success;

    private static string? FindProblem(string file, PipelineOptions options, out PipelineDefinition? pipeline)
    {
        pipeline = null;
        if (!Name().IsMatch(Path.GetFileNameWithoutExtension(file)))
        {
            return "its name must be at most 64 letters, digits, hyphens, underscores and dots.";
        }

        if (new FileInfo(file).Length > MaxFileBytes)
        {
            return $"it is larger than {MaxFileBytes} bytes.";
        }

        return s_codec.TryDecode(File.ReadAllBytes(file), MediaTypes.Json, default, out pipeline, out var error)
            && PipelinePlan.TryCreate(pipeline, options.MaxSteps, out _, out error)
            ? null
            : error!.Message;
    }

    [GeneratedRegex(@"^[A-Za-z0-9_.-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
