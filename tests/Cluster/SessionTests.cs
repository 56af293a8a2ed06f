using Microsoft.Extensions.DependencyInjection;
using WorkerGrains.Client;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Tensors;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Models;
using WorkerGrains.Tests.Engines.Models;

namespace WorkerGrains.Tests.Cluster;

/// <summary>Sessions with a model that three silos have, as a client of another process uses them.</summary>
public sealed class SessionTests : IDisposable
{
    private readonly TemporaryModels _models = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _models.Dispose();

    [Fact]
    public async Task RunAsync_ManySessions_EachStaysOnItsSiloAndInOrder()
    {
        await using var cluster = await StartAsync();
        var client = cluster.CreateClient();

        var runs = await Task.WhenAll(Enumerable.Range(0, 24).Select(async _ =>
        {
            var session = client.StartSession(ModelCapabilities.Infer, new WorkOptions { Model = "sum" });
            return await Task.WhenAll(Enumerable.Range(1, 10).Select(number => session.RunAsync(Number(number), Cancellation)));
        }));

        Assert.All(runs, static run => Assert.Equal(Enumerable.Range(1, 10).Select(static number => number * (number + 1) / 2f), run.Select(Sum)));
        Assert.All(runs, static run => Assert.Single(run.Select(static output => output.Timings.Silo).Distinct()));
        Assert.True(runs.Select(static run => run[0].Timings.Silo).Distinct().Count() > 1, "Sessions are spread over silos.");
    }

    [Fact]
    public async Task RunAsync_SiloOfTheSessionLeaves_IsLostAndOthersGoOn()
    {
        await using var cluster = await StartAsync();
        var client = cluster.CreateClient();
        var sessions = Enumerable.Range(0, 24).Select(_ => client.StartSession(ModelCapabilities.Infer, new WorkOptions { Model = "sum" })).ToList();
        var first = await Task.WhenAll(sessions.Select(session => session.RunAsync(Number(1), Cancellation)));

        await cluster.StopSiloAsync(2);

        foreach (var (session, silo) in sessions.Zip(first.Select(static output => output.Timings.Silo)))
        {
            if (silo == "Silo_2")
            {
                var lost = await Assert.ThrowsAsync<WorkException>(() => session.RunAsync(Number(2), Cancellation));
                Assert.Equal(WorkErrorCode.SessionLost, lost.Error.Code);
            }
            else
            {
                Assert.Equal(3, Sum(await session.RunLastAsync(Number(2), Cancellation)));
                await Assert.ThrowsAsync<InvalidOperationException>(() => session.RunAsync(Number(3), Cancellation));
            }
        }

        Assert.Contains("Silo_2", first.Select(static output => output.Timings.Silo));
    }

    [Theory]
    [InlineData("none-of-ours")]
    [InlineData("0123456789abcdef-0123456789abcdef0123456789abcdef")]
    public async Task RunAsync_UnknownSession_IsLost(string id)
    {
        await using var cluster = await StartAsync();
        var options = new WorkOptions { Model = "sum", Session = new SessionUse { Id = id } };

        var lost = await Assert.ThrowsAsync<WorkException>(() => cluster.CreateClient().RunAsync(ModelCapabilities.Infer, Number(1), options, Cancellation));

        Assert.Equal(WorkErrorCode.SessionLost, lost.Error.Code);
    }

    [Fact]
    public async Task RunAsync_CapabilityWithoutSessions_SaysSo()
    {
        await using var cluster = await WorkerCluster.StartAsync();
        var options = new WorkOptions { Session = new SessionUse() };

        var refused = await Assert.ThrowsAsync<WorkException>(
            () => cluster.CreateClient().RunAsync(ExampleCapabilities.Greet, new Greet { Message = "Hello" }, options, Cancellation));

        Assert.Equal(WorkErrorCode.InvalidInput, refused.Error.Code);
    }

    private static InferModel Number(int number) => new() { Inputs = [NamedTensor.Of("x", [1, 1], (float)number)] };

    private static float Sum(WorkOutput<ModelInference> output) => Assert.Single(output.Value.Outputs).ToArray<float>()[0];

    private Task<WorkerCluster> StartAsync()
    {
        _models.AddTiny("sum", "1", "running_sum_state.onnx")
            .Write("sum", "model.json", """{ "pinned": true, "sequence": { "states": [{ "input": "state", "output": "state_out" }] } }""");
        return WorkerCluster.StartAsync((_, services) => services.Configure<ModelRepositoryOptions>(options => options.Path = _models.Path));
    }
}
