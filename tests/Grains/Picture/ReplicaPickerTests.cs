using System.Net;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Grains.Picture;
using WorkerGrains.Grains.Workers;

namespace WorkerGrains.Tests.Grains.Picture;

public sealed class ReplicaPickerTests
{
    private const long Now = 1000;

    private static readonly TimeSpan s_left = TimeSpan.FromSeconds(1);

    [Fact]
    public void Pick_Preferred_IsTheAcceleratorHoweverBusy()
    {
        var candidates = Among(AcceleratorNeed.Preferred, ("gpu", 0.9f, true), ("cpu-1", 0, false), ("cpu-2", 0, false));

        Assert.Equal(["gpu"], PickMany(candidates));
    }

    [Fact]
    public void Pick_NoneWanted_IsWhoeverIsFree()
    {
        var candidates = Among(AcceleratorNeed.None, ("gpu", 0.9f, true), ("cpu", 0.1f, false));

        Assert.Equal(["cpu"], PickMany(candidates));
    }

    [Fact]
    public void Pick_AcceleratorWouldMissTheDeadlineAndProcessorsNot_IsTheProcessors()
    {
        var candidates = Among(AcceleratorNeed.Preferred, ("gpu", 1.5f, true), ("cpu", 0.9f, false));

        Assert.Equal(["cpu"], PickMany(candidates));
    }

    [Fact]
    public void Pick_AllWouldMissTheDeadline_IsTheAccelerator()
    {
        var candidates = Among(AcceleratorNeed.Preferred, ("gpu", 1.5f, true), ("cpu", 2, false));

        Assert.Equal(["gpu"], PickMany(candidates));
    }

    [Fact]
    public void Pick_NoAccelerator_IsTheProcessors()
    {
        var candidates = Among(AcceleratorNeed.Preferred, ("cpu", 0.5f, false));

        Assert.Equal(["cpu"], PickMany(candidates));
    }

    [Fact]
    public void Pick_AcceleratorJustTried_IsTheProcessors()
    {
        var candidates = Among(AcceleratorNeed.Preferred, ("gpu", 0, true), ("cpu", 0, false));

        var picked = ReplicaPicker.Pick(candidates, candidates.Preferred[0], prefersLocal: false, Now, s_left);

        Assert.Equal("cpu", picked?.SiloName);
    }

    [Fact]
    public void Pick_AcceleratorFailedAMomentAgo_IsTheProcessorsForAWhile()
    {
        var candidates = Among(AcceleratorNeed.Preferred, ("gpu", 0, true), ("cpu", 0, false));
        candidates.Preferred[0].Avoid(Now + 10);

        Assert.Equal(["cpu"], PickMany(candidates));
        Assert.Equal("gpu", ReplicaPicker.Pick(candidates, failed: null, prefersLocal: false, Now + 10, s_left)?.SiloName);
    }

    [Fact]
    public void Pick_Nobody_IsNone() =>
        Assert.Null(ReplicaPicker.Pick(Among(AcceleratorNeed.Preferred), failed: null, prefersLocal: false, Now, s_left));

    private static string[] PickMany(Candidates candidates) =>
        [.. Enumerable.Range(0, 100).Select(_ => ReplicaPicker.Pick(candidates, failed: null, prefersLocal: false, Now, s_left)!.SiloName).Distinct()];

    private static Candidates Among(AcceleratorNeed need, params (string Silo, float Wait, bool IsAccelerated)[] replicas)
    {
        var contract = new Capability<Greet, Greeting>("test.picked", "1.0.0") { Needs = new CapabilityNeeds { Accelerator = need } }.Descriptor;
        return Candidates.Among([.. replicas.Select((replica, index) => new Replica(
            contract,
            new SiloCard(SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 10_000 + index), 1), replica.Silo, 1, false, [], [], []),
            new OfferCard(contract.Name, contract.Version, Readiness.Ready, "", 1, new ReplicaLoad(1, replica.Wait, replica.Wait, RunSeconds: 0), replica.IsAccelerated),
            grain: null!,
            local: null))], static replica => replica.IsPreferred);
    }
}
