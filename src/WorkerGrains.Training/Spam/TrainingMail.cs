using WorkerGrains.Engines.Mail;

namespace WorkerGrains.Training.Spam;

/// <summary>A mail as it is trained on: as the message it is, as if only subject and text were known, and as if it were short.</summary>
internal sealed class TrainingMail
{
    // Newsletters are 4 % of the corpus and far more of a mailbox.
    private const float HardHamWeight = 8;

    private const int ShortLength = 300;

    public TrainingMail(CorpusMail mail)
    {
        var weight = mail.IsHardHam ? HardHamWeight : 1;
        var content = MailReader.Read(mail.Message);
        var ids = SpamFeatures.From(content);
        Ids = ids;
        IsSpam = mail.IsSpam;
        Thread = FeatureHash.Of(WithoutMarks(content.Subject));
        var text = content.Text.Trim();
        Rows =
        [
            new(ids, IsSpam, weight),
            .. new[] { text, text[..Math.Min(text.Length, ShortLength)], text[Math.Max(0, text.Length - ShortLength)..] }
                .Select(part => new LabelledFeatures(SpamFeatures.FromText(content.Subject, part), IsSpam, weight)),
        ];
    }

    public bool IsSpam { get; }

    /// <summary>The same for a mail and its replies, which quote it: they must not be on both sides of a split.</summary>
    public uint Thread { get; }

    public IReadOnlyList<long> Ids { get; }

    /// <summary>The whole message, the subject with the text, with its beginning and with its end.</summary>
    public IReadOnlyList<LabelledFeatures> Rows { get; }

    private static ReadOnlySpan<char> WithoutMarks(string subject) => subject.AsSpan()[(subject.LastIndexOfAny([':', ']']) + 1)..].Trim();
}
