namespace WorkerGrains.Tests;

/// <summary>Waits for what other threads or processes bring about and nobody announces.</summary>
internal static class Eventually
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public static Task TrueAsync(Func<bool> condition, string what) => TrueAsync(() => Task.FromResult(condition()), what);

    public static Task TrueAsync(Func<Task<bool>> condition, string what) => TrueAsync(condition, what, s_patience);

    public static async Task TrueAsync(Func<Task<bool>> condition, string what, TimeSpan patience)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var started = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(started) > patience)
            {
                Assert.Fail($"Not within {patience.TotalSeconds} s: {what}.");
            }

            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }
}
