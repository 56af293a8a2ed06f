using System.Net;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Grains.Picture;

namespace WorkerGrains.Tests.Grains.Picture;

public sealed class ModelReplicasTests
{
    [Fact]
    public void Find_OnAGpuSomewhere_PrefersThatSilo()
    {
        var replicas = Find(Silo(1, ModelState.Ready, "cpu"), Silo(2, ModelState.Ready, "cuda:0"), Silo(3, ModelState.Ready, "cpu"));

        Assert.Equal(["silo-2"], Names(replicas.Serving(null).Preferred));
        Assert.Equal(["silo-1", "silo-3"], Names(replicas.Serving(null).Others));
    }

    [Fact]
    public void Find_OnProcessorsEverywhere_PrefersNone()
    {
        var replicas = Find(Silo(1, ModelState.Ready, "cpu"), Silo(2, ModelState.Ready, "cpu", hasGpu: true));

        Assert.Empty(Names(replicas.Serving(null).Preferred));
    }

    [Fact]
    public void Find_NotInMemoryYet_PrefersTheSiloWithAGpu()
    {
        var replicas = Find(Silo(1, ModelState.Available, null), Silo(2, ModelState.Available, null, hasGpu: true));

        Assert.Equal(["silo-2"], Names(replicas.Serving(null).Preferred));
    }

    [Fact]
    public void Find_RefusedOnSilosWithoutAGpu_IsWhereItLoaded()
    {
        var replicas = Find(Silo(1, ModelState.Failed, null), Silo(2, ModelState.Ready, "cuda:0"));

        Assert.Equal(["silo-2"], replicas.All.Select(static replica => replica.SiloName));
    }

    private static ReplicaSet Find(params SiloView[] silos) => ModelReplicas.Find(silos, ModelCapabilities.Infer.Name, "model", version: null)!;

    private static string[] Names(ReadOnlySpan<Replica> replicas) => [.. replicas.ToArray().Select(static replica => replica.SiloName)];

    private static SiloView Silo(int number, ModelState state, string? device, bool hasGpu = false)
    {
        var contract = ModelCapabilities.Infer.Descriptor;
        var offer = new OfferCard(contract.Name, contract.Version, Readiness.Ready, "cpu", 1, default, IsAccelerated: false);
        var model = new ModelStatus { Name = "model", State = state, Version = device is null ? null : 1, Versions = device is null ? [] : [new ModelVersionStatus(1, "onnx", device, 1)] };
        var card = new SiloCard(
            SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 10_000 + number), 1),
            $"silo-{number}",
            1,
            false,
            [offer],
            hasGpu ? [new DeviceStatus("cuda:0", DeviceKind.Cuda, "A GPU", Uuid: null, MemoryBytes: 1, IsSimulated: false)] : [],
            [model]);
        return new SiloView(card, [contract], static (card, offer, contract) => new Replica(contract, card, offer, grain: null!, local: null));
    }
}
