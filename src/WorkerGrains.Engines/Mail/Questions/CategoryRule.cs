using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Engines.Mail.Questions;

/// <summary>What kind of mail it is: the first kind for which there is evidence, the surest kinds first.</summary>
/// <remarks>Sources: reports RFC 6522, automatic answers RFC 3834, calendars RFC 6047, lists RFC 2919 and RFC 2369.</remarks>
internal static class CategoryRule
{
    public static EmailClassification Answer(MailContent mail)
    {
        foreach (var (label, evidence) in Kinds(mail))
        {
            if (evidence.Count > 0)
            {
                return MailEvidence.Answer(EmailQuestion.Category, label, MailEvidence.Rule, evidence);
            }
        }

        return MailEvidence.Answer(EmailQuestion.Category, EmailClassification.Unknown, MailEvidence.Rule, []);
    }

    /// <summary>Whether a mail says that no person sent it.</summary>
    public static bool IsAutomatic(MailContent mail) => mail.Headers.TryGetValue("Auto-Submitted", out var value) && !value.StartsWith("no", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<(string Label, IReadOnlyList<EmailEvidence> Evidence)> Kinds(MailContent mail)
    {
        yield return ("delivery_report", [.. Structure(mail, "message/delivery-status", "multipart/report", "message/disposition-notification"), .. MailEvidence.Headers(mail, "X-Failed-Recipients")]);
        yield return ("auto_reply", AutoReply(mail));
        yield return ("calendar", [.. Structure(mail, "text/calendar", "application/ics")]);
        yield return ("bill", YesOf(PaymentRules.Bill(mail)));
        yield return ("receipt", YesOf(PaymentRules.Receipt(mail)));
        yield return ("mailing_list", [.. MailEvidence.Headers(mail, "List-Post", "Mailing-List", "X-Mailing-List", "X-BeenThere")]);
        yield return ("notification", IsAutomatic(mail) ? [MailEvidence.Header(mail, "Auto-Submitted")] : []);
        yield return ("newsletter", [.. MailEvidence.Headers(mail, "List-Unsubscribe", "List-Id", "Feedback-ID"), .. Bulk(mail)]);
        yield return ("conversation", [.. MailEvidence.Headers(mail, "In-Reply-To", "References")]);
    }

    private static IEnumerable<EmailEvidence> Structure(MailContent mail, params IEnumerable<string> mediaTypes) =>
        mediaTypes.Where(mail.MediaTypes.Contains).Select(static mediaType => MailEvidence.Of(EmailEvidenceSource.Structure, mediaType));

    private static IReadOnlyList<EmailEvidence> AutoReply(MailContent mail) =>
    [
        .. mail.Headers.TryGetValue("Auto-Submitted", out var value) && value.StartsWith("auto-replied", StringComparison.OrdinalIgnoreCase)
            ? [MailEvidence.Header(mail, "Auto-Submitted")]
            : Array.Empty<EmailEvidence>(),
        .. MailEvidence.Headers(mail, "X-Autoreply", "X-Autorespond"),
    ];

    private static IEnumerable<EmailEvidence> Bulk(MailContent mail) =>
        mail.Headers.TryGetValue("Precedence", out var value) && value.Equals("bulk", StringComparison.OrdinalIgnoreCase) ? [MailEvidence.Header(mail, "Precedence")] : [];

    private static IReadOnlyList<EmailEvidence> YesOf(EmailClassification answer) => answer.Label == PaymentRules.Yes ? answer.Evidence! : [];
}
