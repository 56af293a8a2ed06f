using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Grains.Picture;

namespace WorkerGrains.Grains.Models;

/// <inheritdoc cref="IModelController"/>
internal sealed partial class ModelController(ClusterPicture picture, ModelServiceClient services, ILogger<ModelController> logger) : IModelController
{
    public ImmutableArray<SiloModel> ListModels() => picture.ListModels();

    public async Task<ImmutableArray<ModelChangeResult>> ChangeAsync(ModelChange change, CancellationToken cancellationToken)
    {
        // All are asked, not only those whose card names the model: it may have been installed a moment ago.
        var silos = picture.Silos.Where(silo => change.Silo is null || silo.Name == change.Silo);
        var results = await Task.WhenAll(silos.Select(silo => ChangeAsync(silo.Name, silo.Silo, change, cancellationToken)));
        return [.. results.Where(static result => result.Model is not null || result.Error is not null).OrderBy(static result => result.Silo, StringComparer.Ordinal)];
    }

    private async Task<ModelChangeResult> ChangeAsync(string name, SiloAddress silo, ModelChange change, CancellationToken cancellationToken)
    {
        try
        {
            return await services.Of(silo).ChangeAsync(change, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogUnreachable(change.Model, name, exception.GetType().Name);
            return new ModelChangeResult(name, null, new WorkError(WorkErrorCode.Unavailable, "The silo did not answer; it may or may not have changed the model."));
        }
    }

    [LoggerMessage(LogLevel.Warning, "The model {Model} may not have been changed on {Silo}: {Failure}.")]
    private partial void LogUnreachable(string model, string silo, string failure);
}
