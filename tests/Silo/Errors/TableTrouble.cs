namespace WorkerGrains.Tests.Silo.Errors;

/// <summary>What befalls the processes that a silo keeps for tables.</summary>
internal sealed class TableTrouble : IAsyncDisposable
{
    private const string Program = "WorkerGrains.Tables.dll";

    private readonly TightSilo _silo;
    private readonly CancellationTokenSource _end = new();
    private Task _killing = Task.CompletedTask;

    private TableTrouble(TightSilo silo) => _silo = silo;

    /// <summary>The process that waits for the next request hangs.</summary>
    public static async Task<IAsyncDisposable?> HangAsync(TightSilo silo)
    {
        // So that there is one that waits.
        var answer = await GatewayAnswer.OfAsync(silo.Http, WorkerGrains.Contracts.Capabilities.TableCapabilities.Query, GatewayAnswer.Raw("a\n1\n"u8.ToArray(), "text/csv"), "sql=FROM%20data");
        Assert.Equal(GatewayAnswer.Answered, answer.Outcome);
        await ChildPrograms.SignalAsync("STOP", ChildPrograms.Of(silo.Silo, Program));
        return new TableTrouble(silo);
    }

    /// <summary>No process lives longer than a moment: less than it takes one to start.</summary>
    public static Task<IAsyncDisposable?> KillAsync(TightSilo silo)
    {
        var trouble = new TableTrouble(silo);
        trouble.KillAll();
        trouble._killing = trouble.KillOnAsync();
        return Task.FromResult<IAsyncDisposable?>(trouble);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _killing.ContinueWith(static _ => { }, TaskScheduler.Default);
        await ChildPrograms.SignalAsync("CONT", ChildPrograms.Of(_silo.Silo, Program));
        _end.Dispose();
    }

    private async Task KillOnAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (await timer.WaitForNextTickAsync(_end.Token))
        {
            KillAll();
        }
    }

    private void KillAll()
    {
        foreach (var process in ChildPrograms.Of(_silo.Silo, Program))
        {
            ChildPrograms.Kill(process);
        }
    }
}
