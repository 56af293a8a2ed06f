using System.Diagnostics.CodeAnalysis;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Onnx;

namespace WorkerGrains.Engines.Models;

/// <summary>Makes of a loaded model what an engine runs, or says why the model is not one for it.</summary>
internal delegate bool ModelView<TModel>(LoadedModel loaded, [NotNullWhen(true)] out TModel? model, [NotNullWhen(false)] out Readiness? problem);

/// <summary>An engine's hold on the model that it runs, which may be replaced, unloaded and loaded again while the engine serves.</summary>
/// <remarks>
/// Thread-safe. A new version is prepared and warmed up before it takes over; what has begun with the old one ends with it. An item that waits
/// in a queue holds a lease of the model for which it was made ready.
/// </remarks>
internal sealed class ModelBinding<TModel>(ModelEntry entry, ModelView<TModel> create, Action<TModel, CancellationToken> warmUp) : IModelBinding
    where TModel : class, IDisposable
{
    private static readonly WorkError s_gone = new(WorkErrorCode.NotReady, "The model was unloaded just now. Try again.");

    private volatile Use? _current;
    private volatile Readiness? _problem;

    public bool HasModel => _current is not null;

    /// <summary>What runs now, to look at and not to run; <see langword="null"/> while there is none.</summary>
    public TModel? Current => _current?.View;

    /// <summary>The id of the device that it runs on now; the processors' while there is none.</summary>
    public string Device => _current?.Loaded.Session.Device ?? Devices.Device.CpuId;

    /// <summary>Whether the engine can serve: with the model that it has, or one that it can have again.</summary>
    public Readiness Readiness => HasModel ? Readiness.Ready : _problem ?? entry.Readiness;

    /// <summary>Loads the model for the first time.</summary>
    public async Task<Readiness> StartAsync(CancellationToken cancellationToken)
    {
        await entry.BindAsync(this, cancellationToken);
        return Readiness;
    }

    /// <summary>Makes sure that the model is in memory, which it is unless it was unloaded to make room.</summary>
    /// <returns><see langword="null"/>, or why it cannot be.</returns>
    public ValueTask<WorkError?> EnsureLoadedAsync(CancellationToken cancellationToken) => HasModel ? default : new(entry.WarmAsync(cancellationToken));

    /// <summary>Begins a use of the model as it is now.</summary>
    /// <param name="lease">The use, to be disposed of.</param>
    /// <param name="error">Why there is no model; said rarely, because the model was asked for before an input is made ready.</param>
    public bool TryAcquire([NotNullWhen(true)] out ModelLease<TModel>? lease, [NotNullWhen(false)] out WorkError? error)
    {
        lease = null;
        while (_current is { } use)
        {
            if (use.Loaded.TryEnter())
            {
                entry.Touch();
                lease = new ModelLease<TModel>(use.Loaded, use.View);
                error = null;
                return true;
            }

            // It was retired a moment ago: by now there is another, or none.
            if (ReferenceEquals(use, _current))
            {
                break;
            }
        }

        error = s_gone;
        return false;
    }

    /// <summary>Makes an item for the model as it is now. The use goes with the item; where none is made, it ends.</summary>
    public EngineOutcome<TItem> Prepare<TItem>(Func<ModelLease<TModel>, EngineOutcome<TItem>> prepare)
    {
        if (!TryAcquire(out var lease, out var error))
        {
            return error;
        }

        var isMade = false;
        try
        {
            var item = prepare(lease);
            isMade = item.IsSuccess;
            return item;
        }
        finally
        {
            if (!isMade)
            {
                lease.Dispose();
            }
        }
    }

    bool IModelBinding.TryPrepare(LoadedModel model, CancellationToken cancellationToken, [NotNullWhen(true)] out object? view, [NotNullWhen(false)] out Readiness? problem)
    {
        view = null;
        if (model.Session is not OnnxSession)
        {
            problem = Readiness.NotReady($"The model '{model.Name}' is run by '{model.Runtime}', and the capability takes models of ONNX.", "Install the model as model.onnx.");
            return false;
        }

        if (!create(model, out var made, out problem))
        {
            return false;
        }

        model.Own(made);
        warmUp(made, cancellationToken);
        view = made;
        return true;
    }

    void IModelBinding.Switch(LoadedModel? model, object? view, Readiness? problem)
    {
        _problem = problem;
        _current = model is null ? null : new Use(model, (TModel)view!);
    }

    private sealed record Use(LoadedModel Loaded, TModel View);
}
