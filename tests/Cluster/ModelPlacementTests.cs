using System.Text;
using Microsoft.Extensions.DependencyInjection;
using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Contracts.Payloads;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Models;
using WorkerGrains.Tests.Engines.Models;

namespace WorkerGrains.Tests.Cluster;

/// <summary>Silos with unlike repositories: the first has no model, the second has one, the third has that one and another.</summary>
public sealed class ModelPlacementTests : IDisposable
{
    private readonly TemporaryModels _one = new();
    private readonly TemporaryModels _both = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _one.Dispose();
        _both.Dispose();
    }

    [Fact]
    public async Task RunAsync_Model_RunsOnlyWhereItIs()
    {
        await using var cluster = await StartAsync();

        Assert.Equal(["Silo_1", "Silo_2"], await SilosOfAsync(cluster, "shared"));
        Assert.Equal(["Silo_2"], await SilosOfAsync(cluster, "single"));
        Assert.Equal(WorkErrorCode.UnknownModel, (await RunAsync(cluster, "nowhere")).Error!.Code);
    }

    [Fact]
    public async Task RunAsync_SiloWithTheModelLeavesAndReturns_WorkMovesAndComesBack()
    {
        await using var cluster = await StartAsync();
        Assert.Equal(["Silo_1", "Silo_2"], await SilosOfAsync(cluster, "shared"));

        await cluster.StopSiloAsync(2);

        Assert.Equal(["Silo_1"], await SilosOfAsync(cluster, "shared"));
        Assert.Equal(WorkErrorCode.UnknownModel, (await RunAsync(cluster, "single")).Error!.Code);

        await cluster.RestartSiloAsync(2);
        var models = cluster.Services(0).GetRequiredService<IModelController>();
        await Eventually.TrueAsync(() => models.ListModels().Any(static model => model is { Silo: "Silo_2", Model.Name: "single" }), "the silo has looked into its repository");

        Assert.Equal(["Silo_2"], await SilosOfAsync(cluster, "single"));
    }

    [Fact]
    public async Task ChangeAsync_OneSilo_MovesTheWorkToTheOther()
    {
        await using var cluster = await StartAsync();
        var models = cluster.Services(0).GetRequiredService<IModelController>();

        var results = await models.ChangeAsync(new ModelChange("shared", ModelAction.Unload) { Silo = "Silo_1" }, Cancellation);

        Assert.Equal(("Silo_1", (WorkError?)null, ModelState.Unloaded), (Assert.Single(results).Silo, results[0].Error, results[0].Model!.State));
        await Eventually.TrueAsync(() => models.ListModels().Any(static model => model is { Silo: "Silo_1", Model: { Name: "shared", State: ModelState.Unloaded } }), "the first silo knows");
        Assert.Equal(["Silo_2"], await SilosOfAsync(cluster, "shared"));
    }

    private static async Task<IEnumerable<string?>> SilosOfAsync(WorkerCluster cluster, string model)
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => RunAsync(cluster, model)));
        Assert.All(results, static result => Assert.Null(result.Error));
        return results.Select(static result => result.Timings.Silo).Distinct().Order(StringComparer.Ordinal);
    }

    private static Task<WorkResult> RunAsync(WorkerCluster cluster, string model) => cluster.ControllerOf(0).RunAsync(
        new WorkRequest
        {
            Capability = "model.infer",
            Model = model,
            Payload = new Payload(Encoding.UTF8.GetBytes("""{"inputs":[{"name":"x","shape":[1,4],"data":[1,2,3,4]}]}""")),
        },
        Cancellation).AsTask();

    private async Task<WorkerCluster> StartAsync()
    {
        _one.AddTiny("shared", "1", "mul2_f32.onnx");
        _both.AddTiny("shared", "1", "mul2_f32.onnx").AddTiny("single", "1", "mul2_f32.onnx");
        var cluster = await WorkerCluster.StartAsync((silo, services) => services.Configure<ModelRepositoryOptions>(options => options.Path = silo switch
        {
            "Silo_1" => _one.Path,
            "Silo_2" => _both.Path,
            _ => null,
        }));

        // Left alone, a model is in memory only where the first request for it went.
        var models = cluster.Services(0).GetRequiredService<IModelController>();
        Assert.Equal(2, (await models.ChangeAsync(new ModelChange("shared", ModelAction.Load), Cancellation)).Length);
        await Eventually.TrueAsync(() => models.ListModels().Count(static model => model.Model is { Name: "shared", State: ModelState.Ready }) == 2, "both have loaded it");
        return cluster;
    }
}
