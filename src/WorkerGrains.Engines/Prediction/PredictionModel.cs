using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Inference;
using WorkerGrains.Engines.Models;

namespace WorkerGrains.Engines.Prediction;

/// <summary>A loaded model as one for tables, or why it is none. Belongs to the model and goes with it.</summary>
internal sealed class PredictionModel : IDisposable
{
    private const int MaxLabelsBytes = 4 * 1024 * 1024;

    private PredictionModel(LoadedModel loaded, InferenceEngine engine) => (Loaded, Engine) = (loaded, engine);

    public LoadedModel Loaded { get; }

    /// <summary>Runs it, in as many runs as the rows need.</summary>
    public InferenceEngine Engine { get; }

    /// <summary>The columns it takes; <see langword="null"/> with a <see cref="Problem"/>.</summary>
    public PredictionInputs? Inputs { get; private init; }

    /// <summary>How it gives predictions; <see langword="null"/> with a <see cref="Problem"/>.</summary>
    public PredictionOutputs? Outputs { get; private init; }

    /// <summary>Why it is none for tables; <see langword="null"/> when it is one.</summary>
    public WorkError? Problem { get; private init; }

    public static PredictionModel Of(LoadedModel loaded, int rowsPerRun)
    {
        var engine = new InferenceEngine(new InferenceModel(loaded, rowsPerRun));
        return PredictionInputs.TryCreate(loaded.Session.Inputs, loaded.Settings.Columns, out var inputs, out var problem)
            && PredictionOutputs.TryCreate(loaded.Session.Outputs, loaded.Settings, LabelsOf(loaded), out var outputs, out problem)
            ? new PredictionModel(loaded, engine) { Inputs = inputs, Outputs = outputs }
            : new PredictionModel(loaded, engine) { Problem = problem };
    }

    // It holds nothing beside the model.
    public void Dispose()
    {
    }

    private static string[]? LabelsOf(LoadedModel loaded) =>
        loaded.Settings.Labels is { } fileName ? loaded.ReadText(fileName, MaxLabelsBytes)?.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n', StringSplitOptions.TrimEntries) : null;
}
