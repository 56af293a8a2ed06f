namespace WorkerGrains.Gateway.Health;

/// <summary>The answer to a health probe.</summary>
/// <param name="Status"><c>live</c>, <c>ready</c> or <c>not_ready</c>.</param>
internal sealed record HealthView(string Status)
{
    public static HealthView Live { get; } = new("live");

    public static HealthView Ready { get; } = new("ready");

    public static HealthView NotReady { get; } = new("not_ready");
}
