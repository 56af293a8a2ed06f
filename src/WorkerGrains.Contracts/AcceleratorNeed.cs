namespace WorkerGrains.Contracts;

/// <summary>Whether a capability wants an accelerator (a GPU). The numbers travel between silos: add, never renumber.</summary>
public enum AcceleratorNeed
{
    /// <summary>Runs on the processor.</summary>
    None = 0,

    /// <summary>Runs on an accelerator where there is one, else on the processor.</summary>
    Preferred = 1,

    /// <summary>Runs on an accelerator or not at all.</summary>
    Required = 2,
}
