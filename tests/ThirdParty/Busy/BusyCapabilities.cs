using WorkerGrains.Contracts;

namespace ThirdParty.Busy;

/// <summary>What this assembly adds.</summary>
public static class BusyCapabilities
{
    /// <summary>Keeps the engine busy, one input at a time.</summary>
    public static readonly Capability<BusyWait, BusyDone> Wait = new("busy.wait", "1.0.0") { Summary = "Keeps an engine busy." };

    /// <summary>Counts aloud: every number is an item.</summary>
    public static readonly StreamedCapability<BusyCount, BusyNumber, BusyDone> Count = new("busy.count", "1.0.0") { Summary = "Counts aloud." };
}
