using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Engines.Mail.Questions;

/// <summary>Finds and names evidence.</summary>
internal static class MailEvidence
{
    public const string Rule = "rule";
    public const string Lexicon = "lexicon";

    /// <summary>The most pieces of evidence in an answer.</summary>
    public const int MaxCount = 10;

    private const int MaxValueLength = 100;

    public static EmailClassification Answer(EmailQuestion question, string label, string method, IEnumerable<EmailEvidence> evidence) => new()
    {
        Type = MailQuestions.NameOf(question),
        Label = label,
        Method = method,
        Evidence = [.. evidence.Take(MaxCount)],
    };

    public static EmailEvidence Of(EmailEvidenceSource source, string value) => new() { Source = source, Value = value.Length > MaxValueLength ? value[..MaxValueLength] : value };

    /// <summary>The headers of those names that a mail has.</summary>
    public static IEnumerable<EmailEvidence> Headers(MailContent mail, params IEnumerable<string> names) => names.Where(mail.Headers.ContainsKey).Select(name => Header(mail, name));

    /// <summary>A header with its value.</summary>
    public static EmailEvidence Header(MailContent mail, string name) => Of(EmailEvidenceSource.Header, $"{name}: {mail.Headers[name]}");

    /// <summary>The phrases that stand in a mail, each once, those of the subject first.</summary>
    public static List<EmailEvidence> Phrases(MailContent mail, IEnumerable<string> phrases)
    {
        var found = new List<EmailEvidence>();
        foreach (var phrase in phrases)
        {
            if (KeywordSearch.Count(mail.Subject, phrase) > 0)
            {
                found.Insert(0, Of(EmailEvidenceSource.Subject, phrase));
            }
            else if (KeywordSearch.Count(mail.Text, phrase) > 0)
            {
                found.Add(Of(EmailEvidenceSource.Text, phrase));
            }
        }

        return found;
    }
}
