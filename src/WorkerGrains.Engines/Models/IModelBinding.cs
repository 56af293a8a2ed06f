using System.Diagnostics.CodeAnalysis;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Engines.Models;

/// <summary>An engine's hold on a model whose versions come and go, as the model's own entry sees it.</summary>
internal interface IModelBinding
{
    /// <summary>Whether it has a model now.</summary>
    bool HasModel { get; }

    /// <summary>Makes of a loaded model what the engine runs, and warms it up. What it makes belongs to the model.</summary>
    bool TryPrepare(LoadedModel model, CancellationToken cancellationToken, [NotNullWhen(true)] out object? view, [NotNullWhen(false)] out Readiness? problem);

    /// <summary>From now on runs this; <see langword="null"/> for none, with the reason if there is one.</summary>
    void Switch(LoadedModel? model, object? view, Readiness? problem);
}
