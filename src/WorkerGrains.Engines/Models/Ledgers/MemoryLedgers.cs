using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Devices;

namespace WorkerGrains.Engines.Models.Ledgers;

/// <summary>The ledger of each device that models run on; says where a model that is to be loaded has room.</summary>
/// <remarks>
/// Thread-safe. Models are loaded one at a time, so that what is measured is the model and not its neighbour. On its way to a GPU a model
/// passes through the host's memory, which is entered nowhere: one at a time, that is never more than one file, and it is given back.
/// </remarks>
#pragma warning disable CA1001 // A semaphore whose wait handle nobody asks for holds nothing to dispose of.
internal sealed class MemoryLedgers
#pragma warning restore CA1001
{
    private const long Megabyte = 1024 * 1024;

    private readonly SemaphoreSlim _oneAtATime = new(1);
    private readonly MemoryLedger _processors;

    /// <param name="devices">The devices.</param>
    /// <param name="options">What the models may take.</param>
    /// <param name="readUsed">Reads how much of a device's memory is used, in bytes; of the processors', by this process.</param>
    /// <param name="instruments">Where the figures are shown.</param>
    public MemoryLedgers(DeviceCatalog devices, IOptions<ModelRepositoryOptions> options, Func<Device, long?> readUsed, LedgerInstruments instruments)
    {
        All = [.. devices.ForModels.Select(device => new MemoryLedger(device, LimitOf(device, options.Value), readUsed))];
        _processors = Of(devices.Cpu);
        instruments.Observe(All);
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<MemoryLedger> All { get; }

    /// <summary>Loads a model where there is room for it, and measures it.</summary>
    /// <param name="file">The model's file.</param>
    /// <param name="devices">The devices that it may run on, at least one.</param>
    /// <param name="load">Loads it on a device and makes it ready.</param>
    /// <param name="makeRoom">Unloads others from a device until so many bytes fit; called when they fit nowhere.</param>
    public async Task<ModelLoad> LoadAsync(ModelFile file, IReadOnlyList<Device> devices, Func<Device, ModelLoad> load, Func<MemoryLedger, long, Task> makeRoom)
    {
        await _oneAtATime.WaitAsync();
        try
        {
            Readiness? refusal = null;

            // A GPU whose idle models can make room is better than the processors as they are.
            foreach (var alike in devices.Select(Of).GroupBy(static ledger => ledger.Device.Kind))
            {
                var byRoom = alike.OrderByDescending(static ledger => ledger.Room).ToList();
                if (await FindRoomAsync(file, byRoom, makeRoom) is { } ledger)
                {
                    return Load(file, ledger, load);
                }

                var problem = byRoom[0].DoesNotFit(file);
                refusal = refusal is null ? problem : Readiness.NotReady($"{refusal.Reason} {problem.Reason}", $"{refusal.Remedy} {problem.Remedy}");
            }

            return refusal!;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private static async Task<MemoryLedger?> FindRoomAsync(ModelFile file, IReadOnlyList<MemoryLedger> byRoom, Func<MemoryLedger, long, Task> makeRoom)
    {
        if (byRoom.FirstOrDefault(ledger => ledger.Fits(file)) is { } fitting)
        {
            return fitting;
        }

        foreach (var ledger in byRoom)
        {
            await makeRoom(ledger, ledger.Expect(file));
            if (ledger.Fits(file))
            {
                return ledger;
            }
        }

        return null;
    }

    private ModelLoad Load(ModelFile file, MemoryLedger ledger, Func<Device, ModelLoad> load)
    {
        // A runtime that finds the GPU unusable takes the processors instead, and the model counts where it is.
        var (before, onProcessors) = (ledger.ReadUsed(), _processors.ReadUsed());
        var result = load(ledger.Device);
        if (result.IsReady)
        {
            var isThere = result.Model.Session.Device == ledger.Device.Id;
            (isThere ? ledger : _processors).Enter(result.Model, isThere ? before : onProcessors);
        }

        return result;
    }

    private MemoryLedger Of(Device device) => All.Single(ledger => ledger.Device == device);

    private static long LimitOf(Device device, ModelRepositoryOptions options) =>
        device.IsAccelerator ? (long)(device.MemoryBytes * options.GpuMemoryShare)
        : options.MemoryMegabytes > 0 ? options.MemoryMegabytes * Megabyte
        : device.MemoryBytes / 4 * 3;
}
