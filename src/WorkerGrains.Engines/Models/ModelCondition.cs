using System.Collections.Immutable;
using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Engines.Models;

/// <summary>How a model is: which versions serve, or whether it will when it is asked for, or why not.</summary>
/// <remarks>Changed by one at a time, read by anyone.</remarks>
/// <param name="name">The model's name.</param>
/// <param name="retryPeriod">How long after a failure nobody's request has it tried again.</param>
/// <param name="time">The clock.</param>
internal sealed class ModelCondition(string name, TimeSpan retryPeriod, TimeProvider time)
{
    private volatile ServedVersions _served = ServedVersions.None;
    private volatile Readiness? _problem;
    private volatile bool _isUnloaded;
    private long _failed;
    private volatile int _previous;

    /// <summary>The versions that serve now.</summary>
    public ServedVersions Served
    {
        get => _served;
        set => _served = value;
    }

    /// <summary>The version that served before the last change of it; <see langword="null"/> when none has.</summary>
    public int? Previous
    {
        get => _previous is > 0 and var version ? version : null;
        set => _previous = value ?? 0;
    }

    /// <summary>Whether an operator took it out of memory until one has it loaded again.</summary>
    public bool IsUnloaded => _isUnloaded;

    /// <summary>Whether a request had better be refused at once: an operator unloaded the model, or it failed so lately that trying again for every request would only cost.</summary>
    public bool IsOutOfReach => _isUnloaded || (_problem is not null && time.GetElapsedTime(Volatile.Read(ref _failed)) < retryPeriod);

    /// <summary>Whether it serves or will when asked; why not, otherwise.</summary>
    public Readiness Readiness => _served.Default is not null ? Readiness.Ready : _isUnloaded ? Unloaded : _problem ?? Readiness.Ready;

    /// <summary>What to say of it once it is unloaded.</summary>
    public Readiness Unloaded => Readiness.NotReady($"The model '{name}' was unloaded.", "Load it again with POST /v1/models/{name}/load.");

    /// <summary>Versions serve from now on.</summary>
    public void Serve(ServedVersions served)
    {
        _served = served;
        _problem = null;
        _isUnloaded = false;
    }

    /// <summary>A load failed. What serves goes on.</summary>
    public void Fail(Readiness problem)
    {
        _problem = problem;
        Volatile.Write(ref _failed, time.GetTimestamp());
    }

    /// <summary>An operator takes it out of memory.</summary>
    public void Unload() => _isUnloaded = true;

    public ModelStatus ToStatus()
    {
        var served = _served;
        return new ModelStatus
        {
            Name = name,
            State = served.Default is not null ? ModelState.Ready : _isUnloaded ? ModelState.Unloaded : _problem is not null ? ModelState.Failed : ModelState.Available,
            Readiness = _problem ?? Readiness,
            Version = served.Default?.Version,
            Versions = [.. served.Models.Select(static model => new ModelVersionStatus(model.Version, model.Runtime, model.Session.Device, model.MemoryBytes))],
            IsPinned = served.Default?.Settings.Pinned == true,
            Aliases = served.Aliases.ToImmutableSortedDictionary(StringComparer.Ordinal),
            Previous = Previous,
            Deadline = served.Default?.Settings.DeadlineMs is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null,
        };
    }
}
