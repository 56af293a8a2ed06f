namespace WorkerGrains.Contracts.Cluster;

/// <summary>What an operator does with a model. The numbers travel between silos: add, never renumber.</summary>
public enum ModelAction
{
    /// <summary>Have it in memory: the versions that its policy says, or one version and keep to it.</summary>
    Load = 1,

    /// <summary>Load anew what serves, also when its files have not changed.</summary>
    Reload = 2,

    /// <summary>Take it out of memory, until it is loaded again.</summary>
    Unload = 3,

    /// <summary>Go back to the version that served before.</summary>
    RollBack = 4,

    /// <summary>Give a version that serves another name, or the name to another version.</summary>
    SetAlias = 5,

    /// <summary>Take such a name away, also one that <c>model.json</c> gives.</summary>
    RemoveAlias = 6,
}
