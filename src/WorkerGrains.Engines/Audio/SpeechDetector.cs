using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Models;

namespace WorkerGrains.Engines.Audio;

/// <summary>Says where recordings have speech.</summary>
/// <remarks>Recordings are read, mixed and resampled before they queue. Those of a batch are heard together, chunk by chunk, each with a memory of its own.</remarks>
internal sealed class SpeechDetector(ModelRepository models, IOptions<SpeechDetectorOptions> options)
    : IPreparingEngine<DetectSpeech, Recording, DetectedSpeech>, IModelEngine
{
    private static readonly WorkError s_notANumber = new(WorkErrorCode.EngineFailed, "The model's answer to this recording is not a number.");

    private readonly ModelBinding<SpeechModel> _model = models.Bind<SpeechModel>(
        options.Value.Model, SpeechModel.TryCreate, static (model, cancellationToken) => model.WarmUp(cancellationToken));

    public string Device => _model.Current?.Device ?? Devices.Device.CpuId;

    public Readiness Readiness => _model.Readiness;

    public int MaxBatchSize => _model.Current?.MaxBatchSize ?? 1;

    public Task<Readiness> StartAsync(CancellationToken cancellationToken) => _model.StartAsync(cancellationToken);

    public ValueTask<WorkError?> EnsureLoadedAsync(CancellationToken cancellationToken) => _model.EnsureLoadedAsync(cancellationToken);

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

        return _model.TryAcquire(out var lease, out error) ? Read(file, input, lease, cancellationToken) : error;
    }

    public int SizeOf(Recording input) => Math.Max(1, SpeechModel.ChunksOf(input.Samples.Length));

    public Task<IReadOnlyList<EngineOutcome<DetectedSpeech>>> RunAsync(IReadOnlyList<Recording> batch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var outcomes = new List<EngineOutcome<DetectedSpeech>>(batch.Count);
        foreach (var (model, recordings) in ModelBatch.Split(batch, static recording => recording.Lease.Model, static model => model.MaxBatchSize))
        {
            var probabilities = model.Run([.. recordings.Select(static recording => (ReadOnlyMemory<short>)recording.Samples)], cancellationToken);
            outcomes.AddRange(recordings.Zip(probabilities, FindSpeech));
        }

        return Task.FromResult<IReadOnlyList<EngineOutcome<DetectedSpeech>>>(outcomes);
    }

    private static EngineOutcome<Recording> Read(WavFile file, DetectSpeech input, ModelLease<SpeechModel> lease, CancellationToken cancellationToken)
    {
        var resampler = new Resampler(file.Format.Rate, SpeechModel.Rate);
        var recording = new Recording(resampler.LengthOf(file.Frames), input, lease);
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

    private static EngineOutcome<DetectedSpeech> FindSpeech(Recording recording, float[] probabilities) => Array.TrueForAll(probabilities, float.IsFinite)
        ? new DetectedSpeech
        {
            Duration = recording.Samples.Length / (double)SpeechModel.Rate,
            Segments = SpeechSegmenter.Run(probabilities, recording.Samples.Length, recording.Rules),
        }
        : s_notANumber;
}
