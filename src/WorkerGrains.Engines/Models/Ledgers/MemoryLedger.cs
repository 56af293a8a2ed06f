using System.Collections.Concurrent;
using System.Collections.Immutable;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Devices;

namespace WorkerGrains.Engines.Models.Ledgers;

/// <summary>What the models on one device take of its memory, measured, and what they may take together.</summary>
/// <remarks>Thread-safe to read. Models are entered one at a time, by <see cref="MemoryLedgers"/>.</remarks>
/// <param name="device">The device.</param>
/// <param name="limit">What the models may take together, in bytes.</param>
/// <param name="readUsed">Reads how much of the device's memory is used, in bytes; <see langword="null"/> where the device does not tell.</param>
internal sealed class MemoryLedger(Device device, long limit, Func<Device, long?> readUsed)
{
    private const long Megabyte = 1024 * 1024;

    private ImmutableList<LoadedModel> _loaded = [];

    // What a file took when it was last loaded is the best guess at what it will take; bounded by the models that are installed.
    private readonly ConcurrentDictionary<string, long> _measured = new(StringComparer.Ordinal);

    /// <summary>The device whose memory it is.</summary>
    public Device Device => device;

    /// <summary>What the models may take together, in bytes.</summary>
    public long Limit => limit;

    /// <summary>What they take now, in bytes.</summary>
    public long InUse => _loaded.Sum(static model => model.Released.IsCompleted ? 0 : model.MemoryBytes);

    /// <summary>What they may take beyond that, in bytes. Below zero where a runtime put a model here that was to be elsewhere.</summary>
    public long Room => limit - InUse;

    /// <summary>How much of the device's memory is used now, in bytes, by whomever; <see langword="null"/> where it does not tell.</summary>
    public long? ReadUsed() => readUsed(device);

    /// <summary>What a model is likely to take, in bytes: what it took here when it was last loaded, else what its file lets expect.</summary>
    public long Expect(ModelFile file) => _measured.TryGetValue(file.Path, out var measured) ? measured : Guess(file);

    /// <summary>Whether a model is likely to fit.</summary>
    public bool Fits(ModelFile file) => Expect(file) <= Room;

    /// <summary>Enters a model that has been loaded here, with what the device's memory in use has grown by since.</summary>
    /// <param name="model">The model.</param>
    /// <param name="before">What <see cref="ReadUsed"/> said before.</param>
    public void Enter(LoadedModel model, long? before)
    {
        // A load that takes what an earlier model left behind does not show; no model takes much less than its file. What CUDA takes of a
        // GPU for the process counts to the first model there.
        model.MemoryBytes = ReadUsed() - before is { } grown ? Math.Max(grown, model.File.Length / 2) : Guess(model.File);
        _measured[model.File.Path] = model.MemoryBytes;
        _loaded = _loaded.RemoveAll(static other => other.Released.IsCompleted).Add(model);
    }

    /// <summary>What to say of a model for which there is no room.</summary>
    public Readiness DoesNotFit(ModelFile file)
    {
        var (place, remedy) = device.IsAccelerator
            ? (device.Id, "Unload a model, or allow models more of a GPU's memory (Models:GpuMemoryShare).")
            : ("the processors", "Unload a model, or allow models more memory (Models:MemoryMegabytes).");
        return Readiness.NotReady(
            $"The model needs about {Megabytes(Expect(file))} MB, and of the {Megabytes(limit)} MB for models on {place} {Megabytes(InUse)} MB are taken by models that are pinned or in use.",
            remedy);
    }

    private static long Guess(ModelFile file) => file.Length * 3 / 2;

    private static long Megabytes(long bytes) => (bytes + Megabyte - 1) / Megabyte;
}
