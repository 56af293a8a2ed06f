using Orleans.Storage;

namespace WorkerGrains.Grains.Storage;

/// <summary>Measures a store, whichever it is.</summary>
internal sealed class MeasuredGrainStorage(IGrainStorage store, StateInstruments instruments) : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        MeasureAsync(instruments.StartRead(), store.ReadStateAsync(stateName, grainId, grainState));

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        MeasureAsync(instruments.StartWrite(), store.WriteStateAsync(stateName, grainId, grainState));

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        MeasureAsync(instruments.StartClear(), store.ClearStateAsync(stateName, grainId, grainState));

    /// <summary>Orleans asks what it finds as the store, which is this, and not the store within.</summary>
    public void Participate(ISiloLifecycle observer) => (store as ILifecycleParticipant<ISiloLifecycle>)?.Participate(observer);

    public void Dispose() => (store as IDisposable)?.Dispose();

    private static async Task MeasureAsync(StateInstruments.StateAccess access, Task running)
    {
        try
        {
            await running;
        }
        catch (InconsistentStateException)
        {
            access.Conflicted();
            throw;
        }
        catch
        {
            access.Failed();
            throw;
        }

        access.Completed();
    }
}
