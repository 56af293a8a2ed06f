using WorkerGrains.Contracts;

namespace ThirdParty.Busy;

/// <summary>What this assembly adds.</summary>
public static class BusyCapabilities
{
    /// <summary>Keeps the engine busy, one input at a time.</summary>
    public static readonly Capability<BusyWait, BusyDone> Wait = new("busy.wait", "1.0.0") { Summary = "Keeps an engine busy." };
}
