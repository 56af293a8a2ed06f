using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Client;

/// <summary>Calls that a stateful model answers in order, each from where the one before left off.</summary>
/// <remarks>
/// Safe for concurrent use: calls run one after the other, in the order in which they are made. One silo keeps what the model remembers, in memory;
/// when it is gone, or nobody has used the session for as long as the model allows, calls fail with <see cref="WorkErrorCode.SessionLost"/> and
/// a new session has to start from the beginning. A call that the worker refuses leaves the session as it was; after one that was lost, timed out or
/// canceled on its way it may or may not have gone on.
/// </remarks>
public sealed class WorkSession<TInput, TOutput>
    where TInput : class
    where TOutput : class
{
    private readonly WorkerClient _client;
    private readonly Capability<TInput, TOutput> _capability;
    private readonly WorkOptions _options;
    private readonly TurnQueue _turns = new();
    private bool _hasEnded;

    internal WorkSession(WorkerClient client, Capability<TInput, TOutput> capability, WorkOptions options)
    {
        _client = client;
        _capability = capability;
        _options = options;
    }

    /// <summary>The session's id; <see langword="null"/> before its first call has succeeded.</summary>
    public string? Id { get; private set; }

    /// <summary>Runs the next input.</summary>
    /// <exception cref="WorkException">The work failed; its code says how.</exception>
    /// <exception cref="InvalidOperationException">The session's last input has been run.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public Task<WorkOutput<TOutput>> RunAsync(TInput input, CancellationToken cancellationToken = default) => RunAsync(input, isLast: false, cancellationToken);

    /// <summary>Runs the last input; the silo then forgets the session.</summary>
    /// <exception cref="WorkException">The work failed; its code says how.</exception>
    /// <exception cref="InvalidOperationException">The session's last input has been run.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public Task<WorkOutput<TOutput>> RunLastAsync(TInput input, CancellationToken cancellationToken = default) => RunAsync(input, isLast: true, cancellationToken);

    private async Task<WorkOutput<TOutput>> RunAsync(TInput input, bool isLast, CancellationToken cancellationToken)
    {
        using var turn = await _turns.EnterAsync(cancellationToken);
        if (_hasEnded)
        {
            throw new InvalidOperationException("The session has had its last input. Start another.");
        }

        var output = await _client.RunAsync(_capability, input, _options with { Session = new SessionUse { Id = Id, IsLast = isLast } }, cancellationToken);
        Id ??= output.Session;
        _hasEnded = isLast;
        return output;
    }
}
