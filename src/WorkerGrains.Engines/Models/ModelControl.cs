namespace WorkerGrains.Engines.Models;

/// <summary>Who decides which models are in memory.</summary>
public enum ModelControl
{
    /// <summary>Models are loaded when they are first asked for, or when an operator says so.</summary>
    Explicit = 0,

    /// <summary>What is in the folder when the silo starts is loaded then, and stays as it is: operators may change nothing.</summary>
    None = 1,

    /// <summary>What is in the folder is loaded, and what changes there is followed.</summary>
    Watch = 2,
}
