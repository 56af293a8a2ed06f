using WorkerGrains.Engines.Running;

namespace WorkerGrains.Engines.Generation;

/// <summary>Steps through the texts under way, token by token, on a thread of its own.</summary>
/// <remarks>
/// Texts join and leave between steps. A step that fails for several is tried again for each alone, so that a text fails only by itself; one
/// whose reader is behind is passed over.
/// </remarks>
internal sealed class GenerationLoop : IDisposable
{
    private readonly GenerationModel _model;
    private readonly Thread _thread;
    private readonly object _gate = new();
    private readonly Queue<TextUnderWay> _joining = new();
    private List<GenerationGroup> _groups = [];
    private bool _isWoken;
    private bool _isStopped;
    private long _steps;

    public GenerationLoop(GenerationModel model)
    {
        _model = model;
        _thread = new Thread(Run) { Name = $"{model.Name} steps", IsBackground = true };
        _thread.UnsafeStart();
    }

    /// <summary>How many steps there have been: fewer than the tokens they gave, when texts shared them.</summary>
    public long Steps => Volatile.Read(ref _steps);

    /// <summary>Takes texts, from the next step on.</summary>
    public void Join(params ReadOnlySpan<TextUnderWay> texts)
    {
        lock (_gate)
        {
            foreach (var text in texts)
            {
                _joining.Enqueue(text);
            }

            Wake();
        }
    }

    /// <summary>Looks again who can go on: a text was given up, or its reader caught up.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            _isWoken = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Ends after the step under way. Nobody waits for a text any more.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isStopped = true;
            Wake();
        }

        _thread.Join();
    }

    private void Run()
    {
        while (TryTake(out var joining))
        {
            foreach (var text in joining)
            {
                Begin(text);
            }

            Regroup();
            foreach (var group in _groups.Where(static group => !group.Texts.Exists(static text => text.IsPaused)).ToArray())
            {
                Step(group);
            }
        }

        _groups.ForEach(static group => group.Dispose());
    }

    /// <summary>Waits until a text can go on, and takes those that join. False when the loop is to end.</summary>
    private bool TryTake(out TextUnderWay[] joining)
    {
        lock (_gate)
        {
            while (!_isStopped && !_isWoken && !_groups.Exists(static group => group.Texts.Exists(static text => text.IsOver || !text.IsPaused)))
            {
                Monitor.Wait(_gate);
            }

            _isWoken = false;
            joining = [.. _joining];
            _joining.Clear();
            return !_isStopped;
        }
    }

    /// <summary>Gives the model a prompt, all of it at once.</summary>
    private void Begin(TextUnderWay text)
    {
        if (text.IsOver)
        {
            return;
        }

        try
        {
            using var empty = _model.CreateCache();
            using var step = _model.Run([.. text.Prompt], empty, text.CancellationToken);
            text.Take(step.Next(row: 0));
            _groups.Add(new GenerationGroup(step.Cache, [text]));
        }
        catch (OperationCanceledException)
        {
            // Whoever asked for it knows.
        }
        catch (Exception)
        {
            text.Fail(RunResult.EngineFailed);
        }
    }

    /// <summary>Lets texts go that are over, sets those apart that wait, and puts those together that can share a step.</summary>
    private void Regroup()
    {
        var live = new List<GenerationGroup>(_groups.Count);
        foreach (var group in _groups)
        {
            if (!group.Trim())
            {
                group.Dispose();
            }
            else if (group.Texts.Count > 1 && group.Texts.Exists(static text => text.IsPaused))
            {
                live.AddRange(group.Split().ToArray());
                group.Dispose();
            }
            else
            {
                live.Add(group);
            }
        }

        var waiting = live.Where(static group => group.Texts.Exists(static text => text.IsPaused)).ToList();

        // By length also where any may share, so that little is padded.
        _groups =
        [
            .. waiting,
            .. live.Except(waiting).OrderBy(static group => group.Cache.Length).GroupBy(group => _model.SharesUnlikeLengths ? 0 : group.Cache.Length).SelectMany(Share),
        ];
    }

    private IEnumerable<GenerationGroup> Share(IEnumerable<GenerationGroup> groups)
    {
        var together = new List<GenerationGroup>();
        var rows = 0;
        foreach (var group in groups)
        {
            if (rows > 0 && rows + group.Texts.Count > _model.MaxRows)
            {
                yield return GenerationGroup.Join(together);
                together = [];
                rows = 0;
            }

            together.Add(group);
            rows += group.Texts.Count;
        }

        yield return GenerationGroup.Join(together);
    }

    private void Step(GenerationGroup group)
    {
        try
        {
            using var step = _model.Run([.. group.Texts.Select(static text => text.Next)], group.Cache, CancellationToken.None);
            Interlocked.Increment(ref _steps);
            group.Replace(step.Cache);
            for (var row = 0; row < group.Texts.Count; row++)
            {
                group.Texts[row].Take(step.Next(row));
            }
        }
        catch (Exception) when (group.Texts is [var only])
        {
            only.Fail(RunResult.EngineFailed);
        }
        catch (Exception)
        {
            // Whatever it was, it must not take the thread, and with it the process, along.
            _groups.Remove(group);
            foreach (var part in group.Split().ToArray())
            {
                _groups.Add(part);
                Step(part);
            }

            group.Dispose();
        }
    }
}
