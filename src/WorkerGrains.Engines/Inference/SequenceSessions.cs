using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Models;

namespace WorkerGrains.Engines.Inference;

/// <summary>The sessions of stateful models on this silo.</summary>
/// <remarks>Thread-safe. As many for each model as its settings allow; those that nobody uses end by themselves.</remarks>
internal sealed class SequenceSessions : IDisposable
{
    private static readonly TimeSpan s_sweep = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, SequenceSession> _sessions = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly EngineInstruments _instruments;
    private readonly TimeProvider _time;
    private readonly ITimer _sweep;
    private bool _isSweeping;
    private bool _isDisposed;

    public SequenceSessions(EngineInstruments instruments, TimeProvider time)
    {
        _instruments = instruments;
        _time = time;
        _sweep = time.CreateTimer(_ => EndIdle(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public SequenceSession? Find(string id) => _sessions.GetValueOrDefault(id);

    /// <summary>Opens a session of a model. The caller's use of the model becomes the session's.</summary>
    public bool TryOpen(LoadedModel loaded, [NotNullWhen(true)] out SequenceSession? session, [NotNullWhen(false)] out WorkError? error)
    {
        session = null;
        if (loaded.Settings.Sequence is not { } settings)
        {
            error = SequenceErrors.NoSequence;
            return false;
        }

        lock (_gate)
        {
            if (_isDisposed || _sessions.Values.Count(open => open.Loaded.Name == loaded.Name) >= settings.MaxSessions)
            {
                error = SequenceErrors.TooManySessions(settings.MaxSessions);
                return false;
            }

            session = new SequenceSession(loaded, _time);
            _sessions.TryAdd(session.Id, session);
            Sweep(true);
        }

        _instruments.SessionOpened(loaded.Name);
        error = null;
        return true;
    }

    /// <summary>Ends a session.</summary>
    public void End(SequenceSession session)
    {
        session.End();
        Forget(session);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _sweep.Dispose();
        }

        foreach (var session in _sessions.Values)
        {
            End(session);
        }
    }

    private void EndIdle()
    {
        foreach (var session in _sessions.Values.Where(static session => session.TryEndIdle()))
        {
            Forget(session);
        }
    }

    private void Forget(SequenceSession session)
    {
        if (!_sessions.TryRemove(session.Id, out _))
        {
            return;
        }

        _instruments.SessionEnded(session.Loaded.Name);
        lock (_gate)
        {
            Sweep(!_sessions.IsEmpty);
        }
    }

    /// <summary>Has the timer run only while there is something to look at.</summary>
    private void Sweep(bool isNeeded)
    {
        if (isNeeded != _isSweeping && !_isDisposed)
        {
            _isSweeping = isNeeded;
            _sweep.Change(isNeeded ? s_sweep : Timeout.InfiniteTimeSpan, isNeeded ? s_sweep : Timeout.InfiniteTimeSpan);
        }
    }
}
