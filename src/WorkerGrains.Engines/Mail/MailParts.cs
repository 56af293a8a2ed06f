using MimeKit;
using MimeKit.Tnef;

namespace WorkerGrains.Engines.Mail;

/// <summary>Walks the parts of a mail and sorts them as a mail reader does: what is text to read, what is attached, and which messages are inside.</summary>
internal sealed class MailParts(MailOptions options, ISet<string> truncated, CancellationToken cancellationToken)
{
    private readonly List<MailAttachment> _attachments = [];
    private readonly List<MailMessage> _embedded = [];
    private int _left = options.MaxParts;

    public IReadOnlyList<MailAttachment> Attachments => _attachments;

    public IReadOnlyList<MailMessage> Embedded => _embedded;

    /// <summary>Walks a message.</summary>
    /// <param name="message">The message, parsed as a part, so that all its headers are in their order.</param>
    public MailMessage Read(MimeEntity message)
    {
        var root = new MailMessage("", message.Headers);
        Walk(message, "", 0, root.Body, isBody: true);
        return root;
    }

    private static string Child(string part, int index) => part.Length == 0 ? $"{index + 1}" : $"{part}.{index + 1}";

    // Recursion is bounded by the limit on nesting.
    private void Walk(MimeEntity? entity, string part, int depth, MailBody body, bool isBody)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (entity is null || !IsWithinLimits(depth))
        {
            return;
        }

        switch (entity)
        {
            case MultipartAlternative alternative:
                WalkAlternative(alternative, part, depth, body, isBody);
                break;
            case MultipartRelated related:
                WalkRelated(related, part, depth, body, isBody);
                break;
            case Multipart multipart:
                WalkMultipart(multipart, part, depth, body, isBody);
                break;
            case MessagePart { Message: { } message }:
                var inner = new MailMessage(part.Length == 0 ? "1" : part, message.Headers);
                _embedded.Add(inner);
                Walk(message.Body, message.Body is Multipart ? inner.Part : Child(inner.Part, 0), depth + 1, inner.Body, isBody: true);
                break;
            case TnefPart tnef when TryConvert(tnef) is { } converted:
                Walk(converted, part.Length == 0 ? "1" : part, depth + 1, body, isBody: true);
                break;
            case TextPart text when isBody && IsRead(text):
                body.Add(text);
                break;
            case MimePart other:
                Attach(other, part);
                break;
        }
    }

    private bool IsWithinLimits(int depth)
    {
        if (_left-- <= 0)
        {
            truncated.Add("parts");
            return false;
        }

        if (depth > options.MaxDepth)
        {
            truncated.Add("nesting");
            return false;
        }

        return true;
    }

    private void WalkMultipart(Multipart multipart, string part, int depth, MailBody body, bool isBody)
    {
        if (multipart.Count == 0 && multipart.Preamble is { Length: > 0 } preamble)
        {
            // Its boundary never comes, so readers show what is there.
            body.Add(preamble);
        }

        for (var index = 0; index < multipart.Count && _left > 0; index++)
        {
            Walk(multipart[index], Child(part, index), depth + 1, body, isBody);
        }

        if (multipart.Count > 0 && _left <= 0)
        {
            truncated.Add("parts");
        }
    }

    /// <summary>The same content in several forms: the last that is plain text and the last that is HTML are kept, as the best that each reader knows.</summary>
    private void WalkAlternative(MultipartAlternative alternative, string part, int depth, MailBody body, bool isBody)
    {
        MailBody? plain = null;
        MailBody? html = null;
        for (var index = 0; index < alternative.Count && _left > 0; index++)
        {
            if (alternative[index] is TextPart { IsRichText: true } && (plain is not null || html is not null))
            {
                // What mail programs made of the other forms, or the other way round.
                continue;
            }

            var form = new MailBody();
            Walk(alternative[index], Child(part, index), depth + 1, form, isBody);
            plain = form.HasPlain ? form : plain;
            html = form.HasHtml ? form : html;
        }

        body.AddAlternatives(plain, html);
    }

    /// <summary>A text and what is shown within it.</summary>
    private void WalkRelated(MultipartRelated related, string part, int depth, MailBody body, bool isBody)
    {
        var root = related.Root;
        for (var index = 0; index < related.Count && _left > 0; index++)
        {
            Walk(related[index], Child(part, index), depth + 1, body, isBody && ReferenceEquals(related[index], root));
        }
    }

    private static bool IsRead(TextPart text) =>
        !text.IsAttachment && string.IsNullOrEmpty(text.FileName) && (text.IsHtml || text.IsPlain || text.IsEnriched || text.IsRichText || text.ContentType.MediaSubtype.Length == 0);

    private void Attach(MimePart part, string number)
    {
        if (part.ContentType.IsMimeType("multipart", "*") || part.ContentType.IsMimeType("message", "rfc822"))
        {
            // The parser stops at the limit and leaves what is deeper as it is.
            truncated.Add("nesting");
        }

        _attachments.Add(new MailAttachment(number.Length == 0 ? "1" : number, part));
    }

    private static MimeEntity? TryConvert(TnefPart tnef)
    {
        try
        {
            return tnef.Content is null ? null : tnef.ConvertToMessage().Body;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Its reader throws many things at bytes that are no TNEF, which then is an attachment like others.
            return null;
        }
    }
}

/// <summary>A part that is not text to read.</summary>
internal sealed record MailAttachment(string Part, MimePart Content);

/// <summary>A message: the mail itself, or one inside it.</summary>
internal sealed record MailMessage(string Part, HeaderList Headers)
{
    public MailBody Body { get; } = new();
}
