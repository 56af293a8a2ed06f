using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Engines.Models;

/// <summary>What the models on one device take of its memory, measured, and what they may take together.</summary>
/// <remarks>Thread-safe. Models are loaded one at a time, so that what is measured is the model and not its neighbour.</remarks>
/// <param name="options">What the models may take.</param>
/// <param name="resident">Reads how much of the memory the process holds, in bytes.</param>
#pragma warning disable CA1001 // A semaphore whose wait handle nobody asks for holds nothing to dispose of.
internal sealed class MemoryLedger(IOptions<ModelRepositoryOptions> options, Func<long> resident)
#pragma warning restore CA1001
{
    private const long Megabyte = 1024 * 1024;

    private readonly SemaphoreSlim _oneAtATime = new(1);
    private ImmutableList<LoadedModel> _loaded = [];

    // What a file took when it was last loaded is the best guess at what it will take; bounded by the models that are installed.
    private readonly ConcurrentDictionary<string, long> _measured = new(StringComparer.Ordinal);

    /// <summary>What the models may take together, in bytes.</summary>
    public long Limit { get; } = options.Value.MemoryMegabytes > 0
        ? options.Value.MemoryMegabytes * Megabyte
        : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4 * 3;

    /// <summary>What they take now, in bytes.</summary>
    public long InUse => _loaded.Sum(static model => model.Released.IsCompleted ? 0 : model.MemoryBytes);

    /// <summary>Loads a model if it fits, and measures it.</summary>
    /// <param name="file">The model's file.</param>
    /// <param name="load">Loads it and makes it ready.</param>
    /// <param name="makeRoom">Unloads others until so many bytes fit; called when they do not.</param>
    public async Task<ModelLoad> LoadAsync(ModelFile file, Func<ModelLoad> load, Func<long, Task> makeRoom)
    {
        await _oneAtATime.WaitAsync();
        try
        {
            var expected = _measured.TryGetValue(file.Path, out var measured) ? measured : file.Length * 3 / 2;
            if (InUse + expected > Limit)
            {
                await makeRoom(expected);
            }

            if (InUse + expected > Limit)
            {
                return DoesNotFit(expected);
            }

            var before = resident();
            var result = load();
            if (result.IsReady)
            {
                Enter(result.Model, Math.Max(resident() - before, file.Length / 2));
            }

            return result;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private void Enter(LoadedModel model, long bytes)
    {
        model.MemoryBytes = bytes;
        _measured[model.File.Path] = bytes;
        _loaded = _loaded.RemoveAll(static other => other.Released.IsCompleted).Add(model);
    }

    private Readiness DoesNotFit(long expected) => Readiness.NotReady(
        $"The model needs about {Megabytes(expected)} MB, and of the {Megabytes(Limit)} MB for models {Megabytes(InUse)} MB are taken by models that are pinned or in use.",
        "Unload a model, or allow models more memory (Models:MemoryMegabytes).");

    private static long Megabytes(long bytes) => (bytes + Megabyte - 1) / Megabyte;
}
