namespace WorkerGrains.Grains.Picture;

/// <summary>Replicas that may answer a request: those on the accelerator that their capability wants, and the others. Immutable.</summary>
internal sealed class Candidates
{
    private readonly Replica[] _preferred;
    private readonly Replica[] _others;

    private Candidates(Replica[] preferred, Replica[] others) => (_preferred, _others) = (preferred, others);

    /// <summary>None for a capability that wants no accelerator.</summary>
    public ReadOnlySpan<Replica> Preferred => _preferred;

    public ReadOnlySpan<Replica> Others => _others;

    public static Candidates Among(Replica[] replicas) => new(
        Array.FindAll(replicas, static replica => replica.IsPreferred), Array.FindAll(replicas, static replica => !replica.IsPreferred));
}
