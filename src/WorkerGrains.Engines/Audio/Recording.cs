using System.Buffers;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Engines.Models;

namespace WorkerGrains.Engines.Audio;

/// <summary>A recording that waits for its run, one channel at the model's rate, made ready for a model that it keeps in memory until then.</summary>
/// <remarks>In integers of 16 bits, because this is what waits in queues: as numbers for the model it would be twice as large. The memory is rented; disposing gives it back, and twice is harmless.</remarks>
internal sealed class Recording(int length, DetectSpeech request, ModelLease<SpeechModel> lease) : IDisposable
{
    private short[]? _samples = ArrayPool<short>.Shared.Rent(length);

    public Memory<short> Samples => (_samples ?? throw new ObjectDisposedException(nameof(Recording))).AsMemory(0, length);

    /// <summary>What its caller takes for speech.</summary>
    public SpeechRules Rules { get; } = SpeechRules.Of(request);

    public ModelLease<SpeechModel> Lease => lease;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _samples, null) is { } samples)
        {
            ArrayPool<short>.Shared.Return(samples);
        }

        lease.Dispose();
    }
}
