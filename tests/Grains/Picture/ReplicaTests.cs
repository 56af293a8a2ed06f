using System.Net;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Grains.Picture;
using WorkerGrains.Grains.Workers;

namespace WorkerGrains.Tests.Grains.Picture;

public sealed class ReplicaTests
{
    private static readonly TimeSpan s_hop = TimeSpan.FromSeconds(0.0003f);

    [Fact]
    public void MeasuredAnswer_Busy_IsTheWaitAndARun()
    {
        var replica = Create(new ReplicaLoad(7, 0.5f, WaitSeconds: 2, RunSeconds: 0.75f));

        AssertNear(TimeSpan.FromSeconds(2) + s_hop, replica.MeasuredWait);
        AssertNear(TimeSpan.FromSeconds(2.75) + s_hop, replica.MeasuredAnswer);
    }

    [Fact]
    public void MeasuredAnswer_NobodyWaits_LeavesTheRunToBeTried() =>
        AssertNear(s_hop, Create(new ReplicaLoad(1, 0.5f, WaitSeconds: 0, RunSeconds: 60)).MeasuredAnswer);

    [Fact]
    public void MeasuredAnswer_NothingKnown_IsNoReasonToRefuse() =>
        Assert.Equal(TimeSpan.Zero, Create(new ReplicaLoad(100, 0, WaitSeconds: null, RunSeconds: 0)).MeasuredAnswer);

    [Fact]
    public void MeasuredAnswer_OlderSilo_IsWhatItsInputsTake() =>
        AssertNear(TimeSpan.FromSeconds(3.5) + s_hop, Create(new ReplicaLoad(7, 0.5f, WaitSeconds: null, RunSeconds: 0)).MeasuredAnswer);

    private static Replica Create(ReplicaLoad load)
    {
        var contract = new Capability<Greet, Greeting>("test.waits", "1.0.0").Descriptor;
        return new Replica(
            contract,
            new SiloCard(SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 10_000), 1), "silo", 1, false, [], [], []),
            new OfferCard(contract.Name, contract.Version, Readiness.Ready, "", 1, load, false),
            grain: null!,
            local: null);
    }

    private static void AssertNear(TimeSpan expected, TimeSpan actual) => Assert.Equal(expected.TotalSeconds, actual.TotalSeconds, 1e-5);
}
