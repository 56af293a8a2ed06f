using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts;
using WorkerGrains.Gateway;
using WorkerGrains.Gateway.Bodies;

namespace WorkerGrains.Tests.Gateway;

public sealed class BodyBudgetTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    [Fact]
    public void TryReserve_Full_IsRefusedAndMeasured()
    {
        var meters = _services.GetRequiredService<IMeterFactory>();
        using var refused = new MetricCollector<long>(meters, Diagnostics.MeterName, "workergrains.gateway.body.refused");
        using var held = new MetricCollector<long>(meters, Diagnostics.MeterName, "workergrains.gateway.body.held");
        var budget = new BodyBudget(Options.Create(new GatewayOptions { MaxBodyBytesInFlight = 10 }), new GatewayInstruments(meters));

        Assert.True(budget.TryReserve(6));
        Assert.False(budget.TryReserve(5));
        Assert.True(budget.TryReserve(4));
        budget.Release(6);
        held.RecordObservableInstruments();

        Assert.Equal(1, Assert.Single(refused.GetMeasurementSnapshot()).Value);
        Assert.Equal(4, Assert.Single(held.GetMeasurementSnapshot()).Value);
    }

    public void Dispose() => _services.Dispose();
}
