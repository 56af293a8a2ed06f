namespace ThirdParty.Busy;

/// <summary>The engine was busy for so long.</summary>
public sealed record BusyDone
{
    /// <summary>In milliseconds.</summary>
    public required int Milliseconds { get; init; }
}
