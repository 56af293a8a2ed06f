using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Engines.Mail.Questions;

/// <summary>How urgent a mail is: what its headers say, or else words of its subject.</summary>
/// <remarks>
/// Headers: Importance (RFC 2156, 5.3.4), Priority (RFC 2156, 5.3.6), X-Priority and X-MSMail-Priority as mail programs write them, Precedence and List-Id (RFC 2919) of
/// mail to many, Auto-Submitted (RFC 3834). Mail to many is never high by its words, because those who send to many call everything urgent.
/// </remarks>
internal static class PriorityRule
{
    private const string High = "high";
    private const string Normal = "normal";
    private const string Low = "low";

    private static readonly string[] s_urgent = ["urgent", "asap", "as soon as possible", "immediately", "action required", "emergency", "time sensitive", "deadline", "critical", "dringend", "eilt"];

    public static EmailClassification Answer(MailContent mail)
    {
        var stated = Stated(mail).ToList();
        if (stated.Count > 0)
        {
            var labels = stated.Select(static header => header.Label).Distinct().ToList();
            return Answer(labels is [var label] ? label : EmailClassification.Unknown, stated.Select(static header => header.Evidence));
        }

        var toMany = ToMany(mail).ToList();
        if (toMany.Count > 0)
        {
            return Answer(Low, toMany);
        }

        var urgent = s_urgent.Where(word => KeywordSearch.Count(mail.Subject, word) > 0).Select(static word => MailEvidence.Of(EmailEvidenceSource.Subject, word)).ToList();
        return Answer(urgent.Count > 0 ? High : EmailClassification.Unknown, urgent);
    }

    private static EmailClassification Answer(string label, IEnumerable<EmailEvidence> evidence) => MailEvidence.Answer(EmailQuestion.Priority, label, MailEvidence.Rule, evidence);

    private static IEnumerable<(string Label, EmailEvidence Evidence)> Stated(MailContent mail)
    {
        foreach (var name in (string[])["Importance", "X-Priority", "X-MSMail-Priority", "Priority"])
        {
            if (mail.Headers.TryGetValue(name, out var value) && Level(value) is { } label)
            {
                yield return (label, MailEvidence.Header(mail, name));
            }
        }
    }

    private static string? Level(string value) => value.Split(' ', 2)[0].ToLowerInvariant() switch
    {
        "high" or "urgent" or "highest" or "1" or "2" => High,
        "normal" or "medium" or "3" => Normal,
        "low" or "non-urgent" or "lowest" or "4" or "5" => Low,
        _ => null,
    };

    private static IEnumerable<EmailEvidence> ToMany(MailContent mail)
    {
        if (mail.Headers.TryGetValue("Precedence", out var precedence) && precedence.ToLowerInvariant() is "bulk" or "list" or "junk")
        {
            yield return MailEvidence.Header(mail, "Precedence");
        }

        foreach (var list in MailEvidence.Headers(mail, "List-Id", "List-Unsubscribe", "Mailing-List", "X-Mailing-List"))
        {
            yield return list;
        }

        if (CategoryRule.IsAutomatic(mail))
        {
            yield return MailEvidence.Header(mail, "Auto-Submitted");
        }
    }
}
