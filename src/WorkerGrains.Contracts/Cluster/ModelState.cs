namespace WorkerGrains.Contracts.Cluster;

/// <summary>How a model is doing on a silo. The numbers travel between silos: add, never renumber.</summary>
public enum ModelState
{
    /// <summary>It is installed and will be loaded when it is asked for.</summary>
    Available = 1,

    /// <summary>It is in memory and serves.</summary>
    Ready = 2,

    /// <summary>An operator unloaded it: it is not loaded again until an operator says so.</summary>
    Unloaded = 3,

    /// <summary>It cannot be loaded; the reason says why.</summary>
    Failed = 4,
}
