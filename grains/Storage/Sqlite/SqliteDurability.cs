namespace WorkerGrains.Grains.Storage.Sqlite;

/// <summary>What an acknowledged write survives.</summary>
public enum SqliteDurability
{
    /// <summary>The end of the process and of the machine's power: each commit waits for the disk.</summary>
    Full,

    /// <summary>The end of the process; the last writes before a power cut may be lost, never half written. About ten times faster for a lone writer.</summary>
    Normal,
}
