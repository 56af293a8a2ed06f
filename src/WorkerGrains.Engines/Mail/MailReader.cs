using System.Collections.Frozen;
using System.Text;
using MimeKit;

namespace WorkerGrains.Engines.Mail;

/// <summary>Reads what a classifier looks at from a mail, whatever its bytes are.</summary>
/// <remarks>
/// Headers that tell where and when a mail was collected rather than what it is (Received, Delivered-To, dates, list headers, addresses) are
/// not read: a model would learn them from its corpus and be wrong elsewhere.
/// </remarks>
internal static class MailReader
{
    /// <summary>
    /// How much of a message is parsed, and of a text that comes alone how many characters. Text comes before attachments in nearly every
    /// mail, so the rest would only cost time.
    /// </summary>
    public const int MaxMessageBytes = 256 * 1024;

    /// <summary>How much of a header is looked at: the time to parse addresses grows faster than their number.</summary>
    public const int MaxHeaderBytes = 4 * 1024;

    /// <summary>How much of a subject is kept.</summary>
    public const int MaxSubjectLength = 1_000;

    /// <summary>How much text is kept.</summary>
    public const int MaxTextLength = 128 * 1024;

    /// <summary>How many parts are looked at.</summary>
    public const int MaxParts = 100;

    private const int ManyRecipients = 10;

    private const int MaxSignalBytes = 200;

    /// <summary>Headers that say how and why a mail was sent.</summary>
    private static readonly FrozenSet<string> s_signals = FrozenSet.ToFrozenSet(
        [
            "X-Priority", "X-MSMail-Priority", "Importance", "Priority", "Precedence", "Auto-Submitted", "X-Autoreply", "X-Autorespond",
            "List-Id", "List-Post", "List-Unsubscribe", "Mailing-List", "X-Mailing-List", "X-BeenThere", "Feedback-ID",
            "Return-Path", "In-Reply-To", "References", "X-Failed-Recipients",
        ],
        StringComparer.OrdinalIgnoreCase);

    private static readonly ParserOptions s_options = MailHeaders.ParserOptions(maxDepth: 20);

    /// <summary>Reads a message as it was sent (RFC 5322). What is no message is read as plain text.</summary>
    public static MailContent Read(ReadOnlyMemory<byte> message)
    {
        message = MailBytes.WithoutEnvelopeLine(message[..Math.Min(message.Length, MaxMessageBytes)]);
        using var stream = ByteStream.Over(message);
        try
        {
            using var parsed = new MimeParser(s_options, stream, MimeFormat.Entity, persistent: true).ParseMessage();
            return Read(parsed);
        }
        catch (FormatException)
        {
            return Read(subject: null, Encoding.UTF8.GetString(message.Span));
        }
    }

    /// <summary>Reads a mail of which only subject and body are known; the body is plain text or HTML.</summary>
    public static MailContent Read(string? subject, string? body)
    {
        var text = new StringBuilder();
        var facts = new HashSet<string>(StringComparer.Ordinal);
        AppendText(Cut(body ?? "", MaxMessageBytes), LooksLikeHtml(body), text, facts);
        return Content(subject ?? "", text, facts);
    }

    private static MailContent Read(MimeMessage message)
    {
        var text = new StringBuilder();
        var facts = new HashSet<string>(StringComparer.Ordinal);
        AddHeaderFacts(message.Headers, facts);
        var parts = new PartReader(text, facts);
        parts.Read(message.Body);
        return Content(ReadSubject(message.Headers), text, facts) with { Headers = ReadSignals(message.Headers), MediaTypes = parts.MediaTypes };
    }

    private static MailContent Content(string subject, StringBuilder text, HashSet<string> facts) =>
        new(Cut(subject, MaxSubjectLength), ListFooter.Remove(text.ToString()).ToString(), facts);

    private static string ReadSubject(HeaderList headers) =>
        MailHeaders.FindText(s_options, headers, HeaderId.Subject, MaxHeaderBytes) ?? "";

    private static Dictionary<string, string> ReadSignals(HeaderList headers)
    {
        var signals = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var header in headers.Where(static header => s_signals.Contains(header.Field)))
        {
            signals.TryAdd(header.Field, MailHeaders.Decode(s_options, header.RawValue, MaxSignalBytes));
        }

        return signals;
    }

    private static IEnumerable<MailboxAddress> ReadAddresses(HeaderList headers, HeaderId id) =>
        MailHeaders.Find(headers, id) is { } value ? MailHeaders.Addresses(s_options, value, MaxHeaderBytes) : [];

    private static void AddHeaderFacts(HeaderList headers, HashSet<string> facts)
    {
        facts.Add("headers");
        if (headers.Contains(HeaderId.InReplyTo) || headers.Contains(HeaderId.References))
        {
            facts.Add("in-thread");
        }

        if (ReadAddresses(headers, HeaderId.From).FirstOrDefault() is not { } sender)
        {
            facts.Add("no-sender");
        }
        else
        {
            facts.Add(
                string.IsNullOrWhiteSpace(sender.Name) ? "sender-unnamed"
                : sender.Name.Contains('@', StringComparison.Ordinal) ? "sender-named-by-address"
                : "sender-named");
            if (sender.LocalPart.Any(char.IsAsciiDigit))
            {
                facts.Add("sender-with-digits");
            }
        }

        switch (ReadAddresses(headers, HeaderId.To).Concat(ReadAddresses(headers, HeaderId.Cc)).Take(ManyRecipients + 1).Count())
        {
            case 0:
                facts.Add("no-recipient");
                break;
            case > ManyRecipients:
                facts.Add("many-recipients");
                break;
        }
    }

    private static void AppendText(string text, bool isHtml, StringBuilder target, HashSet<string> facts)
    {
        if (isHtml)
        {
            HtmlText.Append(text, target, MaxTextLength, facts);
        }
        else
        {
            target.Append(text, 0, Math.Min(text.Length, Math.Max(0, MaxTextLength - target.Length)));
        }

        target.Append('\n');
    }

    private static bool LooksLikeHtml(string? text) =>
        text is not null
        && (text.Contains("</", StringComparison.Ordinal)
            || text.Contains("<br", StringComparison.OrdinalIgnoreCase)
            || text.Contains("<html", StringComparison.OrdinalIgnoreCase));

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length];

    /// <summary>Walks a mail's parts and keeps the text of those that have some.</summary>
    private sealed class PartReader(StringBuilder text, HashSet<string> facts)
    {
        private readonly HashSet<string> _mediaTypes = new(StringComparer.Ordinal);
        private int _partsLeft = MaxParts;
        private bool _hasPlain;
        private bool _hasHtml;

        public IReadOnlySet<string> MediaTypes => _mediaTypes;

        public void Read(MimeEntity? body)
        {
            ReadPart(body);
            if (_hasHtml)
            {
                facts.Add(_hasPlain ? "html-and-plain" : "html-only");
            }
        }

        // Recursion is no deeper than the parser's limit on nesting.
        private void ReadPart(MimeEntity? part)
        {
            if (_partsLeft-- <= 0 || text.Length >= MaxTextLength)
            {
                return;
            }

            if (part is not null)
            {
                _mediaTypes.Add(part.ContentType.MimeType.ToLowerInvariant());
            }

            switch (part)
            {
                case Multipart parts:
                    foreach (var child in parts)
                    {
                        ReadPart(child);
                    }

                    break;
                case MessagePart { Message: { } nested }:
                    facts.Add("nested-message");
                    ReadPart(nested.Body);
                    break;
                case TextPart { Content: not null } readable:
                    ReadText(readable);
                    break;
                case MimePart other:
                    facts.Add(other.ContentType.IsMimeType("image", "*") ? "image-part" : "file-part");
                    break;
            }
        }

        private void ReadText(TextPart part)
        {
            _hasHtml |= part.IsHtml;
            _hasPlain |= !part.IsHtml;
            if (part.ContentTransferEncoding == ContentEncoding.Base64)
            {
                facts.Add("base64-text");
            }

            AppendText(MailText.Of(part), part.IsHtml, text, facts);
        }
    }
}
