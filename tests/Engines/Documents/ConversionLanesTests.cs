using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Payloads;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines;

namespace WorkerGrains.Tests.Engines.Documents;

public sealed class ConversionLanesTests
{
    [Fact]
    public async Task RunAsync_HundredAtOnce_RunsAsManyProgramsAsThereAreLanes()
    {
        DocumentConverterFixture.PathOrSkip("pandoc", "pandoc");
        await using var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(
            new ConfigurationBuilder().AddInMemoryCollection([new("Engines:document.convert:Lanes", "2")]).Build()).AddEngines().BuildServiceProvider();
        var handler = services.GetRequiredService<WorkHandlerCatalog>().Handlers.Single(static handler => handler.Capability.Name == DocumentCapabilities.Convert.Name);
        await handler.StartAsync(TestContext.Current.CancellationToken);
        using var programs = new MetricCollector<int>(services.GetRequiredService<IMeterFactory>(), Diagnostics.MeterName, "workergrains.program.active");
        var request = new WorkRequest
        {
            Capability = DocumentCapabilities.Convert.Name,
            Payload = new Payload("""{"content":"# x","from":"markdown","to":"html"}"""u8.ToArray()),
        };

        var results = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => handler.RunAsync(request, TestContext.Current.CancellationToken).AsTask()));

        Assert.All(results, static result => Assert.Null(result.Error));
        var active = 0;
        var most = 0;
        foreach (var change in programs.GetMeasurementSnapshot())
        {
            active += change.Value;
            most = Math.Max(most, active);
        }

        Assert.Equal(0, active);
        Assert.InRange(most, 1, 2);
    }

    [Fact]
    public async Task RunAsync_OverHandler_AnswersWithinTheContract()
    {
        DocumentConverterFixture.PathOrSkip("pandoc", "pandoc");
        await using var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(new ConfigurationBuilder().Build()).AddEngines().BuildServiceProvider();
        var handler = services.GetRequiredService<WorkHandlerCatalog>().Handlers.Single(static handler => handler.Capability.Name == DocumentCapabilities.Convert.Name);
        await handler.StartAsync(TestContext.Current.CancellationToken);

        var result = await handler.RunAsync(
            new WorkRequest
            {
                Capability = DocumentCapabilities.Convert.Name,
                Payload = new Payload("# caf\u00e9"u8.ToArray()),
                ContentType = "text/markdown; charset=utf-8",
                Parameters = [new WorkParameter("to", "html"), new WorkParameter("fileName", "a.md")],
            },
            TestContext.Current.CancellationToken);

        Assert.Null(result.Error);
        Assert.Contains("\"from\":\"markdown\"", System.Text.Encoding.UTF8.GetString(result.Payload.Bytes.Span), StringComparison.Ordinal);
    }
}
