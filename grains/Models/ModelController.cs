using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Grains.Picture;

namespace WorkerGrains.Grains.Models;

/// <inheritdoc cref="IModelController"/>
internal sealed partial class ModelController(ClusterPicture picture, ModelServiceClient services, ModelChoiceStore choices, ILogger<ModelController> logger) : IModelController
{
    private static readonly WorkError s_notKept = new(
        WorkErrorCode.Unavailable, "The silo made the change, but it could not be stored, and is lost when the silo starts again. Make it again when the store can be written.");

    public ImmutableArray<SiloModel> ListModels() => picture.ListModels();

    // Who no longer waits does not keep what was changed from being remembered.
    public Task<ImmutableArray<ModelChangeResult>> ChangeAsync(ModelChange change, CancellationToken cancellationToken) => ChangeAsync(change).WaitAsync(cancellationToken);

    private async Task<ImmutableArray<ModelChangeResult>> ChangeAsync(ModelChange change)
    {
        // What a change has nothing to do with would only make it another one to remember.
        change = change.Action is ModelAction.SetAlias or ModelAction.RemoveAlias ? change with { Silo = null } : change with { Alias = null };

        // All are asked, not only those whose card names the model: it may have been installed a moment ago.
        var silos = picture.Silos.Where(silo => change.Silo is null || silo.Name == change.Silo);
        var results = await Task.WhenAll(silos.Select(silo => ChangeAsync(silo.Name, silo.Silo, change)));
        return await KeepAsync(change, [.. results.Where(static result => result.Model is not null || result.Error is not null).OrderBy(static result => result.Silo, StringComparer.Ordinal)]);
    }

    /// <summary>Has a change remembered for silos that start later. Where that fails, who asked for it is told.</summary>
    private async Task<ImmutableArray<ModelChangeResult>> KeepAsync(ModelChange change, ImmutableArray<ModelChangeResult> results)
    {
        try
        {
            if (await choices.RecordAsync(change, results))
            {
                return results;
            }
        }
        catch (Exception exception)
        {
            LogNotKept(change.Model, exception.GetType().Name);
        }

        return [.. results.Select(static result => result.Error is null ? result with { Error = s_notKept } : result)];
    }

    private async Task<ModelChangeResult> ChangeAsync(string name, SiloAddress silo, ModelChange change)
    {
        try
        {
            return await services.Of(silo).ChangeAsync(change, CancellationToken.None);
        }
        catch (Exception exception)
        {
            LogUnreachable(change.Model, name, exception.GetType().Name);
            return new ModelChangeResult(name, null, new WorkError(WorkErrorCode.Unavailable, "The silo did not answer; it may or may not have changed the model."));
        }
    }

    [LoggerMessage(LogLevel.Warning, "A change of the model {Model} may not be remembered: {Failure}.")]
    private partial void LogNotKept(string model, string failure);

    [LoggerMessage(LogLevel.Warning, "The model {Model} may not have been changed on {Silo}: {Failure}.")]
    private partial void LogUnreachable(string model, string silo, string failure);
}
