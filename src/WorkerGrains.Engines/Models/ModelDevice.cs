namespace WorkerGrains.Engines.Models;

/// <summary>Where a model runs.</summary>
internal enum ModelDevice
{
    /// <summary>On the GPU where there is one that this build can use, else on the processors.</summary>
    Auto = 0,

    /// <summary>On the processors.</summary>
    Cpu = 1,

    /// <summary>On a GPU and nowhere else: a silo without one that this build can use does not load it.</summary>
    Gpu = 2,
}
