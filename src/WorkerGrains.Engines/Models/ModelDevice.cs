namespace WorkerGrains.Engines.Models;

/// <summary>Where a model runs.</summary>
internal enum ModelDevice
{
    /// <summary>On a GPU where there is one that this build can use and that has room for it, else on the processors.</summary>
    Auto = 0,

    /// <summary>On the processors.</summary>
    Cpu = 1,

    /// <summary>On a GPU and nowhere else: a silo without one that this build can use does not load it.</summary>
    Gpu = 2,
}
