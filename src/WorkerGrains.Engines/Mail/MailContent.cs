using System.Collections.Frozen;

namespace WorkerGrains.Engines.Mail;

/// <summary>What of a mail is looked at to classify it.</summary>
/// <param name="Subject">The decoded subject, cut to <see cref="MailReader.MaxSubjectLength"/>.</param>
/// <param name="Text">What a reader sees, and where its links lead; all text parts one after another, cut to <see cref="MailReader.MaxTextLength"/>, less the footer of a mailing list.</param>
/// <param name="Facts">Names of what is true of the mail's structure, such as <c>html-only</c> or <c>tag:img</c>.</param>
internal sealed record MailContent(string Subject, string Text, IReadOnlySet<string> Facts)
{
    /// <summary>Headers that say how and why a mail was sent, as <see cref="MailReader"/> lists them; empty when only subject and text are known. No model reads them.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>The media types of the parts that were looked at, in lower case.</summary>
    public IReadOnlySet<string> MediaTypes { get; init; } = FrozenSet<string>.Empty;
}
