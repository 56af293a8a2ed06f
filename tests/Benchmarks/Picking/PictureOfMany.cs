using System.Collections.Immutable;
using System.Net;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines;
using WorkerGrains.Grains.Picture;
using WorkerGrains.Grains.Workers;

namespace WorkerGrains.Benchmarks.Picking;

/// <summary>The picture that a silo has of a cluster of a given size, in which every silo offers every capability. Every other capability prefers the accelerator that every fourth silo has.</summary>
internal static class PictureOfMany
{
    public static ClusterPicture Create(int silos, IReadOnlyList<string> capabilities)
    {
        ImmutableArray<CapabilityDescriptor> contracts = [.. capabilities.Select(static (name, index) => new Capability<Greet, Greeting>(name, "1.0.0")
        {
            Needs = new CapabilityNeeds { Accelerator = index % 2 == 0 ? AcceleratorNeed.Preferred : AcceleratorNeed.None },
        }.Descriptor)];
        var local = Unneeded.Create<ILocalSiloDetails>();

        // Cards are introduced and none is sent, so there is nobody to send them.
        var picture = new ClusterPicture(Unneeded.Create<IGrainFactory>(), cards: null!, new WorkerCatalog(new WorkHandlerCatalog([]), local), local);
        for (var silo = 0; silo < silos; silo++)
        {
            picture.Introduce(Card(silo, contracts), contracts);
        }

        return picture;
    }

    private static SiloCard Card(int silo, ImmutableArray<CapabilityDescriptor> contracts) => new(
        SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 10_000 + silo), 1),
        $"silo-{silo}",
        Sequence: 1,
        IsDraining: false,
        [.. contracts.Select(contract => new OfferCard(
            contract.Name, contract.Version, Readiness.Ready, silo % 4 == 0 ? "cuda:0" : "cpu", 1, new ReplicaLoad(silo % 7, 0.002f, WaitSeconds: silo % 7 * 0.002f, RunSeconds: 0.002f), IsAccelerated: silo % 4 == 0))],
        Devices: [],
        Models: []);
}
