using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Grains.Workers;

namespace WorkerGrains.Grains.Picture;

/// <summary>What this silo knows of one replica, and what it has sent there since.</summary>
/// <remarks>Thread-safe without locks: each figure is read and written by itself, and a pick that sees a stale one is a slightly worse pick.</remarks>
internal sealed class Replica
{
    // Until a replica has been measured, an input is taken to cost this much, so that a burst of first requests is spread.
    private const float UnknownSecondsPerInput = 0.001f;

    // What a message to another silo and back costs, so that a replica here wins unless it is really the busier one.
    private const float HopSeconds = 0.0003f;

    private readonly IWorkerGrain _grain;
    private readonly Worker? _local;
    private readonly float _hopSeconds;
    private int _waiting;
    private int _sentSince;
    private float _secondsPerInput;
    private float _waitSeconds;
    private float _runSeconds;
    private long _avoidUntil;

    public Replica(CapabilityDescriptor capability, SiloCard silo, OfferCard offer, IWorkerGrain grain, Worker? local)
    {
        Capability = capability;
        Silo = silo.Silo;
        SiloName = silo.Name;
        Offer = offer;
        _grain = grain;
        _local = local;
        _hopSeconds = local is null ? HopSeconds : 0;
        Report(offer.Load);
    }

    public CapabilityDescriptor Capability { get; }

    public SiloAddress Silo { get; }

    public string SiloName { get; }

    public OfferCard Offer { get; private set; }

    public bool IsLocal => _local is not null;

    /// <summary>Whether it computes on the accelerator that its capability wants.</summary>
    public bool IsPreferred => Capability.Needs.Accelerator != AcceleratorNeed.None && Offer.IsAccelerated;

    public Readiness Readiness => _local?.Handler.Readiness ?? Offer.Readiness;

    /// <summary>How long an input that is sent now waits, in seconds; what was sent since the last report waits before it.</summary>
    public float ExpectedWait
    {
        get
        {
            var cost = Volatile.Read(ref _secondsPerInput);
            var since = Volatile.Read(ref _sentSince) * (cost > 0 ? cost : UnknownSecondsPerInput);
            return Volatile.Read(ref _waitSeconds) + since + _hopSeconds;
        }
    }

    /// <summary>The same, or zero as long as nothing is known about what an input costs: no reason to refuse anything.</summary>
    public TimeSpan MeasuredWait => Volatile.Read(ref _secondsPerInput) > 0 ? TimeSpan.FromSeconds(ExpectedWait) : TimeSpan.Zero;

    /// <summary>How long until an answer could be here: the wait, and the run of an input of usual size.</summary>
    /// <remarks>Only the wait counts where none waits before it. The run is then tried, which is how it is learned that an engine has become quicker.</remarks>
    public TimeSpan MeasuredAnswer => Volatile.Read(ref _waitSeconds) > 0 ? MeasuredWait + TimeSpan.FromSeconds(Volatile.Read(ref _runSeconds)) : MeasuredWait;

    /// <summary>Runs one request there. A replica on this silo is called as it is: a message to oneself costs more than the quickest engines.</summary>
    public async ValueTask<WorkResult> RunAsync(WorkRequest request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _sentSince);
        var reply = _local is null ? await _grain.RunAsync(request, cancellationToken) : await _local.RunAsync(request, cancellationToken);
        Report(reply.Load);
        return reply.Result;
    }

    /// <summary>Starts one request there and waits for its first event. What it costs shows in the replica's next card: a stream outlasts those.</summary>
    public async ValueTask<ReplicaStream> StreamAsync(WorkRequest request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _sentSince);
        var events = _local is null
            ? _grain.StreamAsync(request, cancellationToken).WithBatchSize(WorkEvent.MaxPerMessage)
            : _local.StreamAsync(request, cancellationToken);
        var stream = new ReplicaStream(this, events.GetAsyncEnumerator(cancellationToken));
        try
        {
            return await stream.MoveNextAsync() ? stream : throw new InvalidOperationException("The stream has no event.");
        }
        catch (Exception)
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>Takes the replica's own word for how busy it is.</summary>
    public void Report(ReplicaLoad load)
    {
        Volatile.Write(ref _waiting, load.Waiting);
        Volatile.Write(ref _secondsPerInput, load.SecondsPerInput);
        Volatile.Write(ref _waitSeconds, load.WaitSeconds ?? (load.Waiting * (load.SecondsPerInput > 0 ? load.SecondsPerInput : UnknownSecondsPerInput)));
        Volatile.Write(ref _runSeconds, load.RunSeconds);
        Volatile.Write(ref _sentSince, 0);
    }

    public void Update(OfferCard offer)
    {
        Offer = offer;
        Report(offer.Load);
    }

    /// <summary>Leaves a replica that just failed alone until the timestamp.</summary>
    public void Avoid(long until) => Volatile.Write(ref _avoidUntil, until);

    public bool IsAvoided(long now) => Volatile.Read(ref _avoidUntil) > now;

    public ReplicaStatus ToStatus() => new(SiloName, Readiness, Offer.Device, Offer.Lanes, _local?.Handler.Load.Waiting ?? Volatile.Read(ref _waiting), MeasuredWait);
}
