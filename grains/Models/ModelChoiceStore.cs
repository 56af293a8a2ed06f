using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Providers;
using Orleans.Storage;
using WorkerGrains.Contracts.Cluster;

namespace WorkerGrains.Grains.Models;

/// <summary>Reaches the choices of the cluster, where it keeps state.</summary>
internal sealed class ModelChoiceStore(
    IGrainFactory grains, [FromKeyedServices(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME)] IGrainStorage? storage = null)
{
    /// <summary>Whether choices are kept at all.</summary>
    public bool Keeps => storage is not null;

    /// <summary>Remembers a change that silos have made.</summary>
    /// <returns>Whether there is nothing of it that could be lost.</returns>
    public async Task<bool> RecordAsync(ModelChange change, ImmutableArray<ModelChangeResult> results)
    {
        if (!Keeps || ModelChoices.Made(change, results) is not { IsEmpty: false } made)
        {
            return true;
        }

        // One that did not answer may not have heard of it.
        ImmutableArray<string> told = [.. results.Where(static result => result.Model is not null).Select(static result => result.Silo)];
        return await Grain.RecordAsync(made, told);
    }

    /// <inheritdoc cref="IModelChoicesGrain.ReadAsync"/>
    public Task<ImmutableArray<ModelChoice>> ReadAsync(long after) => Grain.ReadAsync(after);

    private IModelChoicesGrain Grain => grains.GetGrain<IModelChoicesGrain>(ModelChoicesGrain.Key);
}
