using System.Diagnostics.CodeAnalysis;
using System.Text;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Onnx;

namespace WorkerGrains.Engines.Models;

/// <summary>One version of a model in memory, with what its folder says about it.</summary>
/// <remarks>
/// Thread-safe. Belongs to the repository, which retires it when another takes its place; its memory goes when the last who use it have let
/// go. Whoever uses it does so between <see cref="TryEnter"/> and <see cref="Leave"/>.
/// </remarks>
internal sealed class LoadedModel(string name, ModelFolder folder, ModelFile file, ModelSettings settings, string runtime, IModelSession session)
{
    private const int MaxLabelsBytes = 4 * 1024 * 1024;

    private static readonly UTF8Encoding s_strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private readonly long _settingsStamp = ModelLoader.SettingsStampOf(folder);
    private readonly List<IDisposable> _views = [];
    private bool _isGone;

    // The repository counts as one.
    private int _users = 1;
    private int _retired;

    public string Name => name;

    public int Version => file.Version;

    public ModelFile File => file;

    public ModelSettings Settings => settings;

    public IModelSession Session => session;

    /// <summary>What runs it: <c>onnx</c>.</summary>
    public string Runtime => runtime;

    /// <summary>The model as ONNX Runtime has it, for engines that know its inputs.</summary>
    /// <exception cref="InvalidOperationException">It is no ONNX model; a <see cref="ModelBinding{TModel}"/> lets no other through.</exception>
    public OnnxModel Onnx => (session as OnnxSession)?.Model ?? throw new InvalidOperationException("The model is not one of ONNX.");

    /// <summary>The most inputs that one run takes where that is said: one by an ONNX model itself, else by its settings. <see langword="null"/> where it is to be measured.</summary>
    public int? FixedBatchSize => Onnx.Inputs[0].Dimensions is [1, ..] ? 1 : settings.Batching.MaxBatchSize;

    /// <summary>How long loading and warming it up took: what it costs to have it again.</summary>
    public TimeSpan LoadTime { get; set; }

    /// <summary>What it was measured to take, in bytes.</summary>
    public long MemoryBytes { get; set; }

    /// <summary>How many use it now, its repository left out.</summary>
    public int Users => Math.Max(0, Volatile.Read(ref _users) - (Volatile.Read(ref _retired) == 0 ? 1 : 0));

    /// <summary>Completes when its memory has been given back.</summary>
    public Task Released => _released.Task;

    /// <summary>Whether it is what the folder holds for this version, settings and all.</summary>
    public bool IsSame(ModelFolder other, ModelFile otherFile) => file == otherFile && _settingsStamp == ModelLoader.SettingsStampOf(other);

    /// <summary>Begins a use, during which it stays in memory. False when it is gone or going: another has taken its place.</summary>
    public bool TryEnter()
    {
        var users = Volatile.Read(ref _users);
        while (users > 0 && Volatile.Read(ref _retired) == 0)
        {
            var seen = Interlocked.CompareExchange(ref _users, users + 1, users);
            if (seen == users)
            {
                return true;
            }

            users = seen;
        }

        return false;
    }

    /// <summary>Ends a use.</summary>
    public void Leave()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            Release();
        }
    }

    /// <summary>Takes no new uses. Its memory goes when the last ends.</summary>
    public void Retire()
    {
        if (Interlocked.Exchange(ref _retired, 1) == 0)
        {
            Leave();
        }
    }

    /// <summary>Gives it something to dispose of when it goes: what an engine made of it.</summary>
    public void Own(IDisposable view)
    {
        lock (_gate)
        {
            if (!_isGone)
            {
                _views.Add(view);
                return;
            }
        }

        view.Dispose();
    }

    /// <summary>What was made of it before, or makes it. Used by who needs nothing to be made while it loads.</summary>
    public TView View<TView>(Func<LoadedModel, TView> create)
        where TView : class, IDisposable
    {
        lock (_gate)
        {
            if (_views.OfType<TView>().FirstOrDefault() is { } made)
            {
                return made;
            }

            var view = create(this);
            _views.Add(view);
            return view;
        }
    }

    /// <summary>Reads the labels, one a line; the line's number is the place in the model's output.</summary>
    /// <param name="count">How many the model's output needs.</param>
    /// <param name="labels">The labels.</param>
    /// <param name="problem">Why there are none.</param>
    public bool TryReadLabels(int count, [NotNullWhen(true)] out IReadOnlyList<string>? labels, [NotNullWhen(false)] out Readiness? problem)
    {
        labels = null;
        if (settings.Labels is not { } fileName)
        {
            problem = Readiness.NotReady($"The model '{name}' has no labels.", "Add the key 'labels' to its model.json, with the name of a file that has a label a line.");
            return false;
        }

        if (ReadText(fileName, MaxLabelsBytes) is not { } text)
        {
            problem = Readiness.NotReady(
                $"The labels of the model '{name}' cannot be read.",
                "Put the file that 'labels' in its model.json names beside the model's versions, as UTF-8 text with a label a line.");
            return false;
        }

        var lines = text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n', StringSplitOptions.TrimEntries);
        if (lines.Length != count)
        {
            problem = Readiness.NotReady(
                $"The model '{name}' tells {count} things apart, but has {lines.Length} labels.", "Install the labels that belong to the model, one a line.");
            return false;
        }

        labels = lines;
        problem = null;
        return true;
    }

    /// <summary>Reads a text beside the versions: UTF-8, of at most so many bytes. <see langword="null"/> when there is no such file that may be read.</summary>
    public string? ReadText(string fileName, int maxBytes)
    {
        try
        {
            return folder.TryRead(fileName, maxBytes) is { } bytes ? s_strictUtf8.GetString(bytes.Span) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            return null;
        }
    }

    private void Release()
    {
        IDisposable[] views;
        lock (_gate)
        {
            views = [.. _views];
            _views.Clear();
            _isGone = true;
        }

        Array.ForEach(views, static view => view.Dispose());
        session.Dispose();
        _released.TrySetResult();
    }
}
