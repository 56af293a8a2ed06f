namespace WorkerGrains.Silo.Hosting;

/// <summary>Where the silos of a cluster find each other.</summary>
internal enum ClusterStore
{
    /// <summary>In the memory of the first silo on this machine. Nothing to install; the cluster ends with that silo.</summary>
    Localhost,

    /// <summary>In Redis.</summary>
    Redis,
}
