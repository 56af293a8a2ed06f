using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Models;

namespace WorkerGrains.Engines.Audio;

/// <summary>Says where recordings have speech.</summary>
/// <remarks>Recordings are read, mixed and resampled before they queue. Those of a batch are heard together, chunk by chunk, each with a memory of its own.</remarks>
internal sealed partial class SpeechDetector(ModelRepository models, IOptions<SpeechDetectorOptions> options, ILogger<SpeechDetector> logger)
    : IPreparingEngine<DetectSpeech, Recording, DetectedSpeech>, IStartingEngine, IDisposable
{
    private static readonly WorkError s_notANumber = new(WorkErrorCode.EngineFailed, "The model's answer to this recording is not a number.");

    private SpeechModel? _model;

    private SpeechModel Model => _model ?? throw new InvalidOperationException("The engine has not started.");

    public async Task<Readiness> StartAsync(CancellationToken cancellationToken)
    {
        var load = await models.LoadAsync(options.Value.Model, cancellationToken);
        if (!load.IsReady)
        {
            return load.Readiness;
        }

        if (!SpeechModel.TryCreate(load.Model, out var model, out var problem))
        {
            return problem;
        }

        model.WarmUp(cancellationToken);
        _model = model;
        LogStarted(load.Model.Name, load.Model.Version, model.MaxBatchSize);
        return Readiness.Ready;
    }

    public EngineOutcome<Recording> Prepare(DetectSpeech input, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!WavFile.TryOpen(input.Audio, out var file, out var error))
        {
            return error;
        }

        if (file.Frames > options.Value.MaxDuration.TotalSeconds * file.Format.Rate)
        {
            return AudioErrors.LongerThan(options.Value.MaxDuration);
        }

        var resampler = new Resampler(file.Format.Rate, SpeechModel.Rate);
        var recording = new Recording(resampler.LengthOf(file.Frames), input);
        var isRead = false;
        try
        {
            isRead = resampler.TryRead(file, recording.Samples.Span, cancellationToken);
            return isRead ? recording : AudioErrors.NotNumbers;
        }
        finally
        {
            if (!isRead)
            {
                recording.Dispose();
            }
        }
    }

    public int SizeOf(Recording input) => Math.Max(1, SpeechModel.ChunksOf(input.Samples.Length));

    public Task<IReadOnlyList<EngineOutcome<DetectedSpeech>>> RunAsync(IReadOnlyList<Recording> batch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var outcomes = new List<EngineOutcome<DetectedSpeech>>(batch.Count);
        foreach (var part in batch.Chunk(Model.MaxBatchSize))
        {
            var probabilities = Model.Run([.. part.Select(static recording => (ReadOnlyMemory<short>)recording.Samples)], cancellationToken);
            outcomes.AddRange(part.Zip(probabilities, Read));
        }

        return Task.FromResult<IReadOnlyList<EngineOutcome<DetectedSpeech>>>(outcomes);
    }

    public void Dispose() => _model?.Dispose();

    private static EngineOutcome<DetectedSpeech> Read(Recording recording, float[] probabilities) => Array.TrueForAll(probabilities, float.IsFinite)
        ? new DetectedSpeech
        {
            Duration = recording.Samples.Length / (double)SpeechModel.Rate,
            Segments = SpeechSegmenter.Run(probabilities, recording.Samples.Length, recording.Rules),
        }
        : s_notANumber;

    [LoggerMessage(LogLevel.Information, "Speech is heard by version {Version} of the model {Model}: up to {MaxBatchSize} recordings together.")]
    private partial void LogStarted(string model, int version, int maxBatchSize);
}
