using System.Collections.Frozen;
using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Engines.Mail.Questions;

/// <summary>The mood that a mail's words show, from a lexicon of English words of praise and complaint.</summary>
/// <remarks>
/// The words are this project's own. A negation among the three words before turns a word round. At least two words must speak, and of both kinds
/// one must be twice as frequent, else the mood is mixed; with fewer it is not known, and neither is that of a mail that is not English.
/// </remarks>
internal static class SentimentLexicon
{
    private const int MinWords = 2;
    private const int NegationReach = 3;

    private static readonly FrozenSet<string> s_positive = Words(
        "amazing appreciate appreciated awesome beautiful brilliant cheerful congratulations delighted delightful enjoy enjoyed enjoying excellent excited exciting fabulous fantastic "
        + "fun glad good grateful great happy helpful impressed impressive kind love loved lovely loving marvelous nice perfect perfectly pleasant pleased pleasure proud recommend satisfied "
        + "splendid superb terrific thank thankful thanks thrilled useful welcome well wonderful worked works");

    private static readonly FrozenSet<string> s_negative = Words(
        "afraid angry annoyed annoying appalling awful bad broke broken bug bugs complain complaint confused confusing crash crashed crashes crap damaged defective disappointed disappointing "
        + "disappointment disgusting error errors fail failed failing fails failure frustrated frustrating furious hate hated horrible lousy mistake mistakes nasty pathetic poor poorly "
        + "problem problems refund ridiculous rude sad sadly sorry stupid stupidity terrible trouble unacceptable unfortunately unhappy upset useless waste worse worst wrong");

    private static readonly FrozenSet<string> s_negations = Words(
        "not no never neither nor cannot can't don't doesn't didn't isn't aren't wasn't weren't won't wouldn't shouldn't couldn't hardly without");

    public static EmailClassification Answer(MailContent mail)
    {
        var text = $"{mail.Subject}\n{WithoutQuotes(mail.Text)}";
        if (LanguageLexicon.Answer(text) is not { Label: "en" })
        {
            return Answer(EmailClassification.Unknown, []);
        }

        var (positive, negative) = Find(text);
        var label = positive.Count + negative.Count < MinWords ? EmailClassification.Unknown
            : positive.Count >= 2 * negative.Count ? "positive"
            : negative.Count >= 2 * positive.Count ? "negative"
            : "mixed";
        return Answer(label, label switch
        {
            "positive" => positive,
            "negative" => negative,
            _ => [.. positive.Take(MailEvidence.MaxCount / 2), .. negative],
        });
    }

    private static (List<string> Positive, List<string> Negative) Find(string text)
    {
        List<string> positive = [];
        List<string> negative = [];
        string? negation = null;
        var since = 0;
        foreach (var word in MailWords.Of(text))
        {
            since++;
            if (s_negations.Contains(word))
            {
                (negation, since) = (word, 0);
                continue;
            }

            var isPositive = s_positive.Contains(word);
            if (!isPositive && !s_negative.Contains(word))
            {
                continue;
            }

            var isTurned = negation is not null && since <= NegationReach;
            (isPositive != isTurned ? positive : negative).Add(isTurned ? $"{negation} … {word}" : word);
        }

        return (positive, negative);
    }

    private static EmailClassification Answer(string label, IEnumerable<string> words) =>
        MailEvidence.Answer(EmailQuestion.Sentiment, label, MailEvidence.Lexicon, words.Distinct().Select(static word => MailEvidence.Of(EmailEvidenceSource.Text, word)));

    /// <summary>What is quoted shows another's mood.</summary>
    private static string WithoutQuotes(string text) => string.Join('\n', text.Split('\n').Where(static line => !line.StartsWith('>')));

    private static FrozenSet<string> Words(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
