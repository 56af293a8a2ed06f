using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Engines.Mail;

/// <summary>Takes the mails of an mbox apart, portions of them at once on several threads, and gives them in their order.</summary>
/// <param name="mbox">Where they come from.</param>
/// <param name="newReader">Makes what reads each, for one thread.</param>
/// <param name="items">Takes them when it has a reader.</param>
/// <param name="limits">What is held and given.</param>
internal sealed class MailboxRun(MboxReader mbox, Func<MessageReader> newReader, IItemSink<ParsedEmail> items, MailboxLimits limits)
{
    private readonly MailboxSummary _summary = new();
    private readonly List<ParsedEmail> _mails = [];
    private readonly Queue<(MailPortion Portion, MessageReader Reader, Task Work)> _running = new();

    // Those that are at rest, for their buffers.
    private readonly Stack<MessageReader> _readers = new();
    private MailPortion _filling = new(first: 0);
    private long _bytesHeld;
    private long _bytesLeft = limits.MaxOutputBytes;

    /// <summary>Reads to the end.</summary>
    /// <returns>The summary, and the first mails when nobody reads them one by one.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public async Task<ParsedEmails> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await ReadAsync(cancellationToken) is { } message)
            {
                if (!_filling.HasRoomFor(message))
                {
                    Start(cancellationToken);
                }

                while (_running.Count > 0 && (_running.Count >= limits.Threads || _bytesHeld + message.Bytes.Length > limits.MaxBytesHeld))
                {
                    await FinishOneAsync(cancellationToken);
                }

                _filling.Add(message);
            }

            Start(cancellationToken);
            while (_running.Count > 0)
            {
                await FinishOneAsync(cancellationToken);
            }

            return _summary.ToOutput(EmailFormat.Mbox, _mails);
        }
        finally
        {
            await Task.WhenAll(_running.Select(static running => running.Work)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            while (_running.TryDequeue(out var left))
            {
                left.Portion.Release();
            }

            _filling.Release();
        }
    }

    /// <summary>The next mail. While it is still to come, those that are here are taken apart and given.</summary>
    private async ValueTask<MboxMessage?> ReadAsync(CancellationToken cancellationToken)
    {
        var reading = mbox.ReadAsync(cancellationToken);
        if (reading.IsCompleted)
        {
            return await reading;
        }

        var message = reading.AsTask();
        Start(cancellationToken);
        while (_running.Count > 0 && await Task.WhenAny(_running.Peek().Work, message) != message)
        {
            await FinishOneAsync(cancellationToken);
        }

        return await message;
    }

    private void Start(CancellationToken cancellationToken)
    {
        if (_filling.IsEmpty)
        {
            return;
        }

        var portion = _filling;
        var wanted = items.HasReader ? long.MaxValue : _bytesLeft > 0 ? limits.MaxMails : 0;
        _filling = new MailPortion(portion.Next);
        _bytesHeld += portion.Bytes;
        var reader = _readers.TryPop(out var rested) ? rested : newReader();
        _running.Enqueue((portion, reader, Task.Run(() => portion.ReadMails(reader, wanted, limits.MaxMailBytes, cancellationToken), cancellationToken)));
    }

    private async Task FinishOneAsync(CancellationToken cancellationToken)
    {
        await _running.Peek().Work;
        var (portion, reader, _) = _running.Dequeue();
        _readers.Push(reader);
        _bytesHeld -= portion.Bytes;
        portion.Release();
        foreach (var read in portion.Read)
        {
            _summary.Add(read.Figures);
            if (read.Mail is not { } mail)
            {
                continue;
            }

            await items.WriteAsync(mail, cancellationToken);
            if (!items.HasReader && _mails.Count < limits.MaxMails && _bytesLeft > 0 && (_bytesLeft -= read.Bytes) >= 0)
            {
                _mails.Add(mail);
            }
        }
    }
}

/// <summary>What a run on a mailbox holds and gives.</summary>
/// <param name="Threads">How many portions are taken apart at once.</param>
/// <param name="MaxBytesHeld">How many bytes of mails they may have together; a larger mail is held alone.</param>
/// <param name="MaxMails">How many mails are given when nobody reads them one by one.</param>
/// <param name="MaxMailBytes">How many bytes of JSON each may take.</param>
/// <param name="MaxOutputBytes">How many bytes of JSON all that are given may take.</param>
internal sealed record MailboxLimits(int Threads, long MaxBytesHeld, int MaxMails, int MaxMailBytes, long MaxOutputBytes);
