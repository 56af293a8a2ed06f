namespace WorkerGrains.Tests.Engines.Tables;

/// <summary>Table engines and the processes behind them, for the tests of a class that take the usual limits: as in a silo, a process serves one request after the other.</summary>
public sealed class SharedTableWorkers : IDisposable
{
    internal TableWorkers Workers { get; } = new();

    public void Dispose() => Workers.Dispose();
}
