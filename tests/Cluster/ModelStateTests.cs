using Microsoft.Extensions.DependencyInjection;
using Orleans.Providers;
using Orleans.Storage;
using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Models;
using WorkerGrains.Grains.Storage;
using WorkerGrains.Tests.Engines.Models;

namespace WorkerGrains.Tests.Cluster;

/// <summary>Changes of models in a cluster that keeps state, by a store that is full at first.</summary>
public sealed class ModelStateTests : IDisposable
{
    private readonly TemporaryModels _models = new();
    private readonly FullStorage _storage = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _models.Dispose();

    [Fact]
    public async Task ChangeAsync_OneSiloIsAway_FollowsWhenItReturnsIfTheChangeCouldBeStored()
    {
        _models.AddTiny("double", "1", "mul2_f32.onnx").AddTiny("double", "2", "mul2_f32.onnx");
        await using var cluster = await WorkerCluster.StartAsync((silo, services) =>
        {
            services.AddKeyedSingleton<IGrainStorage>(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, _storage);
            services.Configure<ModelRepositoryOptions>(options => options.Path = _models.Path);
        });
        var models = cluster.Services(0).GetRequiredService<IModelController>();
        var load = new ModelChange("double", ModelAction.Load) { Version = 1 };

        var refused = await models.ChangeAsync(load, Cancellation);
        _storage.IsFull = false;
        await cluster.StopSiloAsync(2);
        var done = await models.ChangeAsync(load, Cancellation);
        await models.ChangeAsync(new ModelChange("double", ModelAction.SetAlias) { Version = 1, Alias = "stable" }, Cancellation);
        await cluster.RestartSiloAsync(2);

        Assert.All(refused, static result => Assert.Equal((ModelState.Ready, WorkErrorCode.Unavailable), (result.Model!.State, result.Error?.Code)));
        Assert.All(refused, static result => Assert.Contains("could not be stored", result.Error!.Message, StringComparison.Ordinal));
        Assert.Equal([null, null], done.Select(static result => result.Error));
        Assert.Equal(2, _storage.Written);
        var returned = Assert.Single(models.ListModels(), static model => model is { Silo: "Silo_2", Model.Name: "double" }).Model;
        Assert.Equal((ModelState.Ready, 1, 1), (returned.State, returned.Version, returned.Aliases["stable"]));
    }

    /// <summary>Has nothing, and takes nothing while it is full.</summary>
    private sealed class FullStorage : IGrainStorage
    {
        private int _written;

        public bool IsFull { get; set; } = true;

        public int Written => Volatile.Read(ref _written);

        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Task.CompletedTask;

        public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            if (IsFull)
            {
                throw new StateException(StateFailure.Full, "The disk is full.");
            }

            Interlocked.Increment(ref _written);
            return Task.CompletedTask;
        }

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Task.CompletedTask;
    }
}
