using WorkerGrains.Engines.Models;

namespace WorkerGrains.Engines.Texts;

/// <summary>One use of a model by many: it ends when as many have left as have entered.</summary>
internal sealed class EmbeddingUse(ModelLease<EmbeddingModel> lease)
{
    // Whoever made it counts as one.
    private int _users = 1;

    public EmbeddingModel Model => lease.Model;

    public void Enter() => Interlocked.Increment(ref _users);

    public void Leave()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            lease.Dispose();
        }
    }
}
