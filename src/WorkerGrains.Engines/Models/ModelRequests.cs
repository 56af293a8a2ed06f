using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using WorkerGrains.Contracts.Work;
using Diagnostics = WorkerGrains.Contracts.Diagnostics;

namespace WorkerGrains.Engines.Models;

/// <summary>Requests that name a model.</summary>
internal static class ModelRequests
{
    private static readonly WorkError s_noModel = new(WorkErrorCode.InvalidInput, "Say which model is to run: ?model=name.");

    private static readonly WorkError s_unknownModel = new(WorkErrorCode.UnknownModel, "The model is not in the repository of this silo. GET /v1/models lists those that are.");

    /// <summary>Finds the model that a request names.</summary>
    public static bool TryFind(this ModelRepository models, WorkRequest request, [NotNullWhen(true)] out ModelEntry? entry, [NotNullWhen(false)] out WorkError? error)
    {
        entry = request.Model is { } name ? models.Find(name) : null;
        error = entry is not null ? null : request.Model is null ? s_noModel : s_unknownModel;
        return entry is not null;
    }

    /// <summary>Runs a request with a version, loading the model first if it is not in memory; it stays until the run has ended.</summary>
    /// <inheritdoc cref="ModelEntry.AcquireAsync" path="/param"/>
    public static async ValueTask<WorkResult> RunAsync(
        this ModelEntry entry, string? version, Func<LoadedModel, ValueTask<WorkResult>> run, CancellationToken cancellationToken)
    {
        var acquired = await entry.AcquireAsync(version, cancellationToken);
        if (!acquired.IsSuccess)
        {
            return WorkResult.Failure(acquired.Error);
        }

        try
        {
            return await run(acquired.Value);
        }
        finally
        {
            acquired.Value.Leave();
        }
    }

    /// <summary>Begins the span of a request that the model runs.</summary>
    public static Activity? StartRun(this LoadedModel loaded, string capability) => Diagnostics.ActivitySource.StartActivity("run")
        ?.SetTag("capability", capability).SetTag("model", loaded.Name).SetTag("model.version", loaded.Version);
}
