using System.Diagnostics.CodeAnalysis;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Engines.Models;

/// <summary>Finds the model that a request names.</summary>
internal static class ModelRequests
{
    private static readonly WorkError s_noModel = new(WorkErrorCode.InvalidInput, "Say which model is to run: ?model=name.");

    private static readonly WorkError s_unknownModel = new(WorkErrorCode.UnknownModel, "The model is not in the repository of this silo. GET /v1/models lists those that are.");

    public static bool TryFind(this ModelRepository models, WorkRequest request, [NotNullWhen(true)] out ModelEntry? entry, [NotNullWhen(false)] out WorkError? error)
    {
        entry = request.Model is { } name ? models.Find(name) : null;
        error = entry is not null ? null : request.Model is null ? s_noModel : s_unknownModel;
        return entry is not null;
    }
}
