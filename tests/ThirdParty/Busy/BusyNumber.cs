namespace ThirdParty.Busy;

/// <summary>A number, when it was come to.</summary>
public sealed record BusyNumber
{
    /// <summary>The number.</summary>
    public required int Number { get; init; }
}
