namespace WorkerGrains.Engines.Mail;

/// <summary>What of a mail the summary of its mailbox counts.</summary>
/// <param name="Size">How many bytes it has.</param>
/// <param name="Sender">The address of the first of its authors.</param>
/// <param name="Date">When it was written, in UTC.</param>
/// <param name="Attachments">How many parts of it are no text to read.</param>
internal readonly record struct MailFigures(long Size, string? Sender, DateTimeOffset? Date, int Attachments);
