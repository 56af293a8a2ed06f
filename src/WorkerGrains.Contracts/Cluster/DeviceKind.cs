namespace WorkerGrains.Contracts.Cluster;

/// <summary>What kind of device computes. The numbers travel between silos: add, never renumber.</summary>
public enum DeviceKind
{
    /// <summary>The processors of the silo, all together.</summary>
    Cpu = 0,

    /// <summary>A GPU that CUDA reaches.</summary>
    Cuda = 1,
}
