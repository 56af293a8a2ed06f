namespace WorkerGrains.Grains.Controllers;

/// <summary>One token for both reasons to stop: the deadline passed, or the caller stopped waiting.</summary>
/// <remarks>Sources are reused when they were not canceled, since most are not.</remarks>
internal readonly struct Deadline : IDisposable
{
    private readonly DeadlinePool _pool;
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _caller;

    internal Deadline(DeadlinePool pool, CancellationTokenSource source, CancellationToken caller)
    {
        _pool = pool;
        _source = source;
        _caller = caller.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), source);
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        _caller.Dispose();
        _pool.Return(_source);
    }
}
