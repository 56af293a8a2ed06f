using System.Text;
using MimeKit;
using MimeKit.Utils;
using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Engines.Mail;

/// <summary>Takes one message apart.</summary>
/// <remarks>Not thread-safe. Whatever the bytes are, the time is about proportional to them: headers are looked at up to a length, and parts up to a number and a depth.</remarks>
internal sealed class MessageReader(MailOptions options, ParseEmail input)
{
    /// <summary>How much of a header is decoded: the time to parse addresses grows faster than their number.</summary>
    private const int MaxHeaderBytes = 64 * 1024;

    private const int MaxFileNameLength = 255;

    private readonly ParserOptions _parser = MailHeaders.ParserOptions(options.MaxDepth);

    // Used again for each message, for its buffers.
    private MimeParser? _mime;

    /// <summary>Reads a message.</summary>
    /// <param name="message">The message, which may be longer than what is given of it.</param>
    /// <param name="index">Its place in the input.</param>
    /// <param name="maxBytes">How many bytes the answer may take as JSON.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns><see langword="null"/> when it has no headers.</returns>
    public ReadMail? TryRead(in MboxMessage message, long index, int maxBytes, CancellationToken cancellationToken)
    {
        using var stream = ByteStream.Over(message.Bytes);
        using var parsed = TryParse(stream, cancellationToken);
        if (parsed is null)
        {
            return null;
        }

        var truncated = NewTruncated(message);
        var parts = new MailParts(options, truncated, cancellationToken);
        return Write(parts.Read(parsed), parts, message.Size, index, maxBytes, truncated, cancellationToken);
    }

    /// <summary>Reads what an mbox has for a message; what is none, as the text it is.</summary>
    public ReadMail Read(in MboxMessage message, long index, int maxBytes, CancellationToken cancellationToken)
    {
        if (TryRead(message, index, maxBytes, cancellationToken) is { } read)
        {
            return read;
        }

        var truncated = NewTruncated(message);
        var mail = new MailMessage("", []);
        mail.Body.Add(Encoding.UTF8.GetString(message.Bytes.Span));
        return Write(mail, new MailParts(options, truncated, cancellationToken), message.Size, index, maxBytes, truncated, cancellationToken);
    }

    /// <summary>Reads no more of what an mbox has for a message than its figures.</summary>
    public ReadMail Count(in MboxMessage message, CancellationToken cancellationToken)
    {
        using var stream = ByteStream.Over(message.Bytes);
        using var parsed = TryParse(stream, cancellationToken);
        if (parsed is null)
        {
            return new ReadMail(null, new MailFigures(message.Size, null, null, 0), 0);
        }

        var parts = new MailParts(options, new HashSet<string>(), cancellationToken);
        var headers = parts.Read(parsed).Headers;
        var sender = MailHeaders.Find(headers, HeaderId.From) is { } from ? MailHeaders.Addresses(_parser, from, MaxHeaderBytes).FirstOrDefault() : null;
        return new ReadMail(null, new MailFigures(message.Size, sender?.Address, Date(headers), parts.Attachments.Count), 0);
    }

    private MimeEntity? TryParse(Stream stream, CancellationToken cancellationToken)
    {
        try
        {
            if (_mime is null)
            {
                _mime = new MimeParser(_parser, stream, MimeFormat.Entity, persistent: true);
            }
            else
            {
                _mime.SetStream(stream, MimeFormat.Entity, persistent: true);
            }

            var parsed = _mime.ParseEntity(cancellationToken);
            if (parsed.Headers.Count > 0)
            {
                return parsed;
            }

            parsed.Dispose();
        }
        catch (FormatException)
        {
            // It has no headers either.
        }

        return null;
    }

    private static SortedSet<string> NewTruncated(in MboxMessage message) => message.Bytes.Length < message.Size ? new(StringComparer.Ordinal) { "message" } : new(StringComparer.Ordinal);

    private ReadMail Write(
        MailMessage mail, MailParts parts, long size, long index, int maxBytes, SortedSet<string> truncated, CancellationToken cancellationToken)
    {
        // What is known about a mail may take half, so that a mail of very many headers still has a text.
        var facts = new MailBudget(maxBytes / 2, truncated);
        var headers = mail.Headers;
        var subject = Subject(headers);
        var text = mail.Body.Text(int.MaxValue);
        var known = new ParsedEmail
        {
            Index = index,
            Size = size,
            Subject = Take(facts, "subject", subject),
            Date = Date(headers),
            From = Addresses(facts, "from", headers, HeaderId.From),
            Sender = Addresses(facts, "sender", headers, HeaderId.Sender) is [var sender, ..] ? sender : null,
            ReplyTo = Addresses(facts, "replyTo", headers, HeaderId.ReplyTo),
            To = Addresses(facts, "to", headers, HeaderId.To),
            Cc = Addresses(facts, "cc", headers, HeaderId.Cc),
            Bcc = Addresses(facts, "bcc", headers, HeaderId.Bcc),
            MessageId = MessageId(facts, headers),
            InReplyTo = Ids(facts, "inReplyTo", headers, HeaderId.InReplyTo),
            References = Ids(facts, "references", headers, HeaderId.References),
            Snippet = facts.Take("snippet", MailSnippet.Of(text, input.SnippetLength)),
            Keywords =
            [
                .. Limit(facts, "keywords", KeywordSearch.Find(input.Keywords, [subject ?? "", text], cancellationToken))
                    .Select(found => found with { Keyword = facts.Take("keywords", found.Keyword) }),
            ],
            Headers = input.Headers ? AllHeaders(facts, headers) : null,
            Attachments = [],
            Embedded = [],
            Text = "",
            TextSource = mail.Body.Source,
            Truncated = [],
        };

        var attachments = parts.Attachments.TakeWhile(_ => facts.TakeEntry("attachments")).Select(attachment => Describe(attachment, facts)).ToList();
        var content = new MailBudget((maxBytes / 2) + facts.Left, truncated);
        known = known with
        {
            Text = content.Take("text", text, input.MaxTextLength),
            Embedded = [.. parts.Embedded.TakeWhile(_ => content.TakeEntry("embedded")).Select(message => Embed(message, content))],
            Html = input.Html && mail.Body.Html() is { } html ? content.Take("html", html, input.MaxTextLength) : null,
            Attachments = [.. ReadContents(attachments, parts.Attachments, content, cancellationToken)],
        };
        var figures = new MailFigures(size, known.From is [var first, ..] ? first.Address : null, known.Date, parts.Attachments.Count);
        return new ReadMail(known with { Truncated = [.. truncated] }, figures, maxBytes - content.Left);
    }

    private static string? Take(MailBudget budget, string member, string? text) => text is null ? null : budget.Take(member, text);

    private string? Subject(HeaderList headers) => MailHeaders.FindText(_parser, headers, HeaderId.Subject, MaxHeaderBytes);

    private static DateTimeOffset? Date(HeaderList headers) =>
        MailHeaders.Find(headers, HeaderId.Date) is { } value && DateUtils.TryParse(value, 0, Math.Min(value.Length, 256), out var date) ? date.ToUniversalTime() : null;

    private static string? MessageId(MailBudget budget, HeaderList headers) =>
        MailHeaders.Find(headers, HeaderId.MessageId) is { } value && MimeUtils.ParseMessageId(value, 0, Math.Min(value.Length, MaxHeaderBytes)) is { } id
            ? budget.Take("messageId", id)
            : null;

    private List<string> Ids(MailBudget budget, string member, HeaderList headers, HeaderId id) => MailHeaders.Find(headers, id) is { } value
        ? [.. Limit(budget, member, MimeUtils.EnumerateReferences(value, 0, Math.Min(value.Length, MaxHeaderBytes))).Select(found => budget.Take(member, found))]
        : [];

    private List<EmailAddress> Addresses(MailBudget budget, string member, HeaderList headers, HeaderId id)
    {
        if (MailHeaders.Find(headers, id) is not { } value)
        {
            return [];
        }

        if (value.Length > MaxHeaderBytes)
        {
            budget.Cut(member);
        }

        return [.. Limit(budget, member, MailHeaders.Addresses(_parser, value, MaxHeaderBytes)).Select(address => new EmailAddress
        {
            Address = budget.Take(member, address.Address),
            Name = string.IsNullOrEmpty(address.Name) ? null : budget.Take(member, address.Name),
        })];
    }

    private List<EmailHeader> AllHeaders(MailBudget budget, HeaderList headers)
    {
        var all = new List<EmailHeader>(Math.Min(headers.Count, options.MaxHeaders));
        foreach (var header in Limit(budget, "headers", headers))
        {
            all.Add(new EmailHeader
            {
                Name = budget.Take("headers", header.Field),
                Value = budget.Take("headers", MailHeaders.Decode(_parser, header.RawValue, MaxHeaderBytes)),
            });
        }

        return all;
    }

    private IEnumerable<T> Limit<T>(MailBudget budget, string member, IEnumerable<T> entries)
    {
        var count = 0;
        foreach (var entry in entries)
        {
            if (count++ == options.MaxHeaders)
            {
                budget.Cut(member);
                yield break;
            }

            if (!budget.TakeEntry(member))
            {
                yield break;
            }

            yield return entry;
        }
    }

    private EmbeddedEmail Embed(MailMessage message, MailBudget budget) => new()
    {
        Part = budget.Take("embedded", message.Part),
        Subject = Take(budget, "embedded", Subject(message.Headers)),
        Date = Date(message.Headers),
        From = Addresses(budget, "embedded", message.Headers, HeaderId.From),
        To = Addresses(budget, "embedded", message.Headers, HeaderId.To),
        MessageId = MessageId(budget, message.Headers),
        Text = budget.Take("embedded", message.Body.Text(input.MaxTextLength), input.MaxTextLength),
    };

    private static EmailAttachment Describe(MailAttachment attachment, MailBudget budget)
    {
        var name = attachment.Content.FileName is { Length: > 0 } given ? given[(given.LastIndexOfAny(['/', '\\']) + 1)..] : null;
        return new EmailAttachment
        {
            Part = budget.Take("attachments", attachment.Part),
            Name = string.IsNullOrEmpty(name) ? null : budget.Take("attachments", name, MaxFileNameLength),
            MediaType = budget.Take("attachments", attachment.Content.ContentType.MimeType, MaxFileNameLength),
            ContentId = Take(budget, "attachments", attachment.Content.ContentId),
            IsInline = !attachment.Content.IsAttachment && attachment.Content.ContentId is not null,
            Size = 0,
            Sha256 = "",
        };
    }

    private IEnumerable<EmailAttachment> ReadContents(
        List<EmailAttachment> described, IReadOnlyList<MailAttachment> attachments, MailBudget budget, CancellationToken cancellationToken)
    {
        var left = input.MaxAttachmentBytes;
        for (var index = 0; index < described.Count; index++)
        {
            using var sink = new AttachmentSink(left);
            attachments[index].Content.Content?.DecodeTo(sink, cancellationToken);
            var data = input.MaxAttachmentBytes > 0 && sink.Kept is { } kept && budget.TakeData(kept.Length) ? kept : default(ReadOnlyMemory<byte>?);
            left -= data?.Length ?? 0;
            yield return described[index] with { Size = sink.Length, Sha256 = sink.Sha256(), Data = data };
        }
    }
}

/// <summary>A mail taken apart, or its figures alone, and about how many bytes of JSON it takes.</summary>
internal readonly record struct ReadMail(ParsedEmail? Mail, MailFigures Figures, int Bytes);
