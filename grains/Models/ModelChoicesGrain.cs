using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans.Placement;
using Orleans.Providers;
using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Grains.Models.Records;
using WorkerGrains.Grains.Storage;

namespace WorkerGrains.Grains.Models;

/// <inheritdoc cref="IModelChoicesGrain"/>
/// <remarks>When it is not certain any more that memory and store are the same, the activation ends and the next one reads anew.</remarks>
[PreferLocalPlacement, GrainType("model-choices")]
internal sealed partial class ModelChoicesGrain(
    [PersistentState("choices", ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME)] IPersistentState<ModelChoicesRecord> state, ILogger<ModelChoicesGrain> logger) : Grain, IModelChoicesGrain
{
    /// <summary>The key of the one that a cluster has.</summary>
    public const string Key = "models";

    public async Task<bool> RecordAsync(ImmutableArray<ModelChange> changes, ImmutableArray<string> told)
    {
        var before = state.State;
        state.State = changes.Aggregate(before, (record, change) => ModelChoices.Apply(record, change, told));
        try
        {
            await state.WriteStateAsync();
            return true;
        }
        catch (StateException exception)
        {
            state.State = before;
            LogNotStored(exception.Message);
            return false;
        }
        catch (Exception exception)
        {
            // Somebody else wrote, or a store elsewhere did not answer and may have written.
            LogNotStored(exception.GetType().Name);
            DeactivateOnIdle();
            return false;
        }
    }

    public Task<ImmutableArray<ModelChoice>> ReadAsync(long after) => Task.FromResult(ModelChoices.After(state.State, after));

    [LoggerMessage(LogLevel.Warning, "What an operator chose for a model could not be stored: {Failure}")]
    private partial void LogNotStored(string failure);
}
