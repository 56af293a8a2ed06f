namespace WorkerGrains.Tests.Cluster;

/// <summary>What the test engines of all silos of a cluster wait for and tell, anew for each test of those that share the cluster.</summary>
internal sealed class ClusterGates
{
    private volatile EngineGate _engines = new();
    private volatile CountGate _counting = new();
    private volatile ProbeWatch _probes = new();

    /// <summary>What the test engines wait for.</summary>
    public EngineGate Engines => _engines;

    /// <summary>What the engine that counts waits for, and how far it is.</summary>
    public CountGate Counting => _counting;

    /// <summary>What clients ask about their calls.</summary>
    public ProbeWatch Probes => _probes;

    public void Open()
    {
        Engines.Open();
        Counting.Gate.Open();
    }

    /// <summary>Puts closed gates in the place of these.</summary>
    public void Renew() => (_engines, _counting, _probes) = (new(), new(), new());
}
