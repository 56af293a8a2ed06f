namespace WorkerGrains.Engines.Mail;

/// <summary>What of a mail is looked at to classify it.</summary>
/// <param name="Subject">The decoded subject, cut to <see cref="MailReader.MaxSubjectLength"/>.</param>
/// <param name="Text">What a reader sees, and where its links lead; all text parts one after another, cut to <see cref="MailReader.MaxTextLength"/>.</param>
/// <param name="Facts">Names of what is true of the mail's structure, such as <c>html-only</c> or <c>tag:img</c>.</param>
internal sealed record MailContent(string Subject, string Text, IReadOnlySet<string> Facts);
