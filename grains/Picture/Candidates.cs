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

    /// <param name="replicas">The replicas.</param>
    /// <param name="isPreferred">Which of them are on an accelerator that is wanted.</param>
    public static Candidates Among(Replica[] replicas, Predicate<Replica> isPreferred) =>
        new(Array.FindAll(replicas, isPreferred), Array.FindAll(replicas, replica => !isPreferred(replica)));
}
