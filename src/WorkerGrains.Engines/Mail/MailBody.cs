using System.Text;
using MimeKit;
using MimeKit.Text;
using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Engines.Mail;

/// <summary>The text of a message: pieces one after another, each plain text, HTML or the same in both.</summary>
/// <remarks>Read it before the message that it was added from is disposed of.</remarks>
internal sealed class MailBody
{
    private readonly List<Piece> _pieces = [];

    public bool HasPlain => _pieces.Exists(static piece => piece.Plain is not null);

    public bool HasHtml => _pieces.Exists(static piece => piece.Html is not null);

    public EmailTextSource Source =>
        _pieces.Count == 0 ? EmailTextSource.None
        : _pieces.TrueForAll(static piece => piece.Plain is not null) ? EmailTextSource.Plain
        : HasPlain ? EmailTextSource.Mixed
        : EmailTextSource.Html;

    /// <summary>Adds a part in whatever charset it is.</summary>
    public void Add(TextPart part)
    {
        if (part.Content is null)
        {
            return;
        }

        if (part.IsRichText)
        {
            AddRichText(part.Content);
        }
        else
        {
            _pieces.Add(part.IsHtml ? new Piece(null, Later(() => MailText.Of(part))) : new Piece(Later(() => part.IsFlowed ? Unflow(part) : MailText.Of(part, isTrimmed: true)), null));
        }
    }

    public void Add(string plain) => _pieces.Add(new Piece(new Lazy<string>(plain), null));

    /// <summary>Adds one piece in two forms.</summary>
    public void AddAlternatives(MailBody? plain, MailBody? html)
    {
        if (plain is not null || html is not null)
        {
            _pieces.Add(new Piece(plain is null ? null : Later(() => plain.Text(int.MaxValue)), html is null ? null : Later(() => html.Html()!)));
        }
    }

    /// <summary>The text that a reader sees; where there is HTML only, made from it.</summary>
    public string Text(int maxLength)
    {
        if (_pieces is [var only])
        {
            return ToText(only, maxLength).TrimEnd();
        }

        var text = new StringBuilder();
        foreach (var piece in _pieces)
        {
            if (text.Length >= maxLength)
            {
                break;
            }

            if (text.Length > 0 && text[^1] != '\n')
            {
                text.Append('\n');
            }

            text.Append(ToText(piece, maxLength - text.Length));
        }

        return text.ToString().TrimEnd();
    }

    /// <summary>The HTML, or <see langword="null"/> when there is none.</summary>
    public string? Html() => HasHtml ? string.Join("\n", _pieces.Select(static piece => piece.Html?.Value).OfType<string>()) : null;

    private void AddRichText(IMimeContent content)
    {
        using var rtf = new MemoryStream();
        content.DecodeTo(rtf);
        var (text, isHtml) = RtfReading.Read(rtf.GetBuffer().AsMemory(0, (int)rtf.Length));
        _pieces.Add(isHtml ? new Piece(null, new Lazy<string>(text)) : new Piece(new Lazy<string>(text), null));
    }

    private static string ToText(in Piece piece, int maxLength) => piece.Plain is { } plain ? WithLineFeeds(plain.Value) : HtmlReading.ToText(piece.Html!.Value, maxLength);

    private static string WithLineFeeds(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');

    /// <summary>Joins lines that were broken only to be sent (RFC 3676).</summary>
    private static string Unflow(TextPart part) => new FlowedToText
    {
        DeleteSpace = string.Equals(part.ContentType.Parameters["delsp"], "yes", StringComparison.OrdinalIgnoreCase),
    }.Convert(MailText.Of(part));

    private static Lazy<string> Later(Func<string> read) => new(read, isThreadSafe: false);

    // Decoded when it is asked for: of two forms often only one is.
    private readonly record struct Piece(Lazy<string>? Plain, Lazy<string>? Html);
}
