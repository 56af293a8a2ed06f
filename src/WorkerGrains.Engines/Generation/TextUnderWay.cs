using System.Threading.Channels;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Engines.Generation;

/// <summary>One text on its way. The loop writes it, whoever asked for it reads it.</summary>
internal sealed class TextUnderWay(GenerationModel model, GenerateText input, List<int> prompt, CancellationToken cancellationToken)
{
    // A reader that is this far behind keeps its text waiting, and no other.
    private const int MaxAhead = 8;

    private static readonly WorkError s_notANumber = new(WorkErrorCode.EngineFailed, "The model's answer is not a number.");

    private readonly Channel<string> _pieces = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly TextAssembler _text = new(input.Stop);
    private readonly TokenSampler _sampler = new(input);
    private int _ahead;
    private int _generated;
    private volatile bool _isAbandoned;

    public List<int> Prompt => prompt;

    /// <summary>The token that the model is given next.</summary>
    public int Next { get; private set; }

    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>Whether it needs no more steps: it ended, failed, or nobody waits for it.</summary>
    public bool IsOver => Outcome is not null || _isAbandoned || cancellationToken.IsCancellationRequested;

    /// <summary>Whether its reader is so far behind that it waits.</summary>
    public bool IsPaused => Volatile.Read(ref _ahead) >= MaxAhead;

    /// <summary>What came of it, once its pieces have been read; <see langword="null"/> before that.</summary>
    public EngineOutcome<GeneratedText>? Outcome { get; private set; }

    /// <summary>The pieces as they come, to be read once. What is waited for is <paramref name="onRoom"/> when there is room again.</summary>
    public async IAsyncEnumerable<string> ReadAsync(Action onRoom)
    {
        await foreach (var piece in _pieces.Reader.ReadAllAsync(cancellationToken))
        {
            yield return piece;
            if (Interlocked.Decrement(ref _ahead) == MaxAhead - 1)
            {
                onRoom();
            }
        }
    }

    /// <summary>Its reader reads no more.</summary>
    public void Abandon() => _isAbandoned = true;

    /// <summary>Takes the model's numbers for the next token.</summary>
    public void Take(ReadOnlySpan<float> logits)
    {
        var token = _sampler.Draw(logits);
        if (token < 0)
        {
            Fail(s_notANumber);
            return;
        }

        if (model.Settings.EndTokens.Contains(token))
        {
            End(FinishReason.Stop);
            return;
        }

        _generated++;
        Next = token;
        Give(_text.Add(model.Vocabulary.BytesOf(token)));
        if (_text.HasStopped)
        {
            End(FinishReason.Stop);
        }
        else if (_generated >= input.MaxTokens || prompt.Count + _generated >= model.Settings.ContextLength)
        {
            End(FinishReason.Length);
        }
    }

    public void Fail(WorkError error)
    {
        Outcome ??= error;
        _pieces.Writer.TryComplete();
    }

    private void End(FinishReason reason)
    {
        Give(_text.End());
        Outcome = new GeneratedText
        {
            Text = _text.Text,
            FinishReason = reason,
            Usage = new TokenUsage { InputTokens = prompt.Count, OutputTokens = _generated },
            Model = model.Name,
        };
        _pieces.Writer.TryComplete();
    }

    private void Give(string piece)
    {
        if (piece.Length > 0)
        {
            Interlocked.Increment(ref _ahead);
            _pieces.Writer.TryWrite(piece);
        }
    }
}
