using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Engines.Mail;

/// <summary>Takes mails apart, one by one.</summary>
internal sealed class EmailParser(IOptions<MailOptions> options) : IStreamingEngine<ParseEmail, ParsedEmail, ParsedEmails>
{
    private const int MaxKeywordLength = 100;

    /// <summary>What one mail may take where it is no item of a stream.</summary>
    private const int MaxMailBytes = 16 * 1024 * 1024;

    /// <summary>What all mails of an output may take together.</summary>
    private const long MaxOutputBytes = 48 * 1024 * 1024;

    /// <summary>What an item of a stream has beside the members whose bytes are counted.</summary>
    private const int ItemOverhead = 16 * 1024;

    private static readonly WorkError s_invalidKeyword = new(WorkErrorCode.InvalidInput, $"Each of the keywords must have between 1 and {MaxKeywordLength} characters that are not all spaces.");

    private static readonly WorkError s_notMail = WorkError.InvalidInput(
        "email.not_a_message", "The data begins with no header, so it is no message. Send it as it was received, with its headers, or an mbox.");

    public Task<EngineOutcome<ParsedEmails>> RunAsync(ParseEmail input, IItemSink<ParsedEmail> items, CancellationToken cancellationToken)
    {
        if (input.Keywords.Any(static keyword => keyword.Length > MaxKeywordLength || string.IsNullOrWhiteSpace(keyword)))
        {
            return Task.FromResult<EngineOutcome<ParsedEmails>>(s_invalidKeyword);
        }

        if (input.Content is not null)
        {
            return RunStreamAsync(input, input.Content, items, cancellationToken);
        }

        var data = MailBytes.WithoutByteOrderMark(input.Data);
        if ((input.Format ?? FormatOf(MboxReader.IsMbox(data.Span))) == EmailFormat.Mbox)
        {
            return RunStreamAsync(input with { Format = EmailFormat.Mbox }, ByteStream.Over(data), items, cancellationToken);
        }

        data = MailBytes.WithoutEnvelopeLine(data);
        return RunMessageAsync(input, data[..Math.Min(data.Length, options.Value.MaxMessageBytes)], data.Length, items, cancellationToken);
    }

    private static EmailFormat FormatOf(bool isMbox) => isMbox ? EmailFormat.Mbox : EmailFormat.Message;

    /// <summary>Runs what is read piece by piece, of which no more than a message is held.</summary>
    private async Task<EngineOutcome<ParsedEmails>> RunStreamAsync(ParseEmail input, Stream source, IItemSink<ParsedEmail> items, CancellationToken cancellationToken)
    {
        var mbox = new MboxReader(source, options.Value.MaxMessageBytes);
        if ((input.Format ?? FormatOf(await mbox.IsMboxAsync(cancellationToken))) == EmailFormat.Mbox)
        {
            return await RunMboxAsync(input, mbox, items, cancellationToken);
        }

        mbox.Splits = false;
        return await mbox.ReadAsync(cancellationToken) is { } message
            ? await RunMessageAsync(input, message.Bytes, message.Size, items, cancellationToken)
            : s_notMail;
    }

    private async Task<EngineOutcome<ParsedEmails>> RunMessageAsync(
        ParseEmail input, ReadOnlyMemory<byte> data, long size, IItemSink<ParsedEmail> items, CancellationToken cancellationToken)
    {
        if (new MessageReader(options.Value, input).TryRead(new MboxMessage(data, size), 0, MaxBytes(items), cancellationToken) is not { Mail: { } mail, Figures: var figures })
        {
            return s_notMail;
        }

        var summary = new MailboxSummary();
        summary.Add(figures);
        await items.WriteAsync(mail, cancellationToken);
        return summary.ToOutput(EmailFormat.Message, items.HasReader ? [] : [mail]);
    }

    private async Task<EngineOutcome<ParsedEmails>> RunMboxAsync(ParseEmail input, MboxReader mbox, IItemSink<ParsedEmail> items, CancellationToken cancellationToken)
    {
        // One to spare: portions are given in their order, and without it who is done before its turn would wait for work.
        var (limits, threads) = (options.Value, options.Value.Threads == 0 ? Environment.ProcessorCount + 1 : options.Value.Threads);
        var run = new MailboxRun(
            mbox, () => new MessageReader(limits, input), items, new MailboxLimits(threads, limits.MaxMessageBytes, input.MaxMails, MaxBytes(items), MaxOutputBytes));
        return await run.RunAsync(cancellationToken);
    }

    private static int MaxBytes(IItemSink<ParsedEmail> items) => items.HasReader ? WorkEvent.MaxItemBytes - ItemOverhead : MaxMailBytes;
}
