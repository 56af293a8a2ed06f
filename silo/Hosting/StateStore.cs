namespace WorkerGrains.Silo.Hosting;

/// <summary>Where the state of grains is kept.</summary>
internal enum StateStore
{
    /// <summary>In a SQLite file of this machine. Nothing to install.</summary>
    Sqlite,

    /// <summary>In the cluster's Redis, which is as durable as it is set to be.</summary>
    Redis,
}
