using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Engines.Mail.Questions;

/// <summary>Answers what rules and lexicons can tell about a mail.</summary>
/// <remarks>An answer stands on evidence found in the mail. Where there is none, or it says two things at once, the answer is <c>unknown</c>.</remarks>
internal static class MailQuestions
{
    /// <summary>A question as answers name it.</summary>
    public static string NameOf(EmailQuestion question) => question.ToString().ToLowerInvariant();

    /// <summary>The answers, in the order of the questions; <see langword="null"/> where a model must be asked.</summary>
    public static IReadOnlyList<EmailClassification?> Answer(IReadOnlyList<EmailQuestion> questions, MailContent mail) =>
        [.. questions.Select(question => Answer(question, mail))];

    private static EmailClassification? Answer(EmailQuestion question, MailContent mail) => question switch
    {
        EmailQuestion.Spam => null,
        EmailQuestion.Priority => PriorityRule.Answer(mail),
        EmailQuestion.Category => CategoryRule.Answer(mail),
        EmailQuestion.Bill => PaymentRules.Bill(mail),
        EmailQuestion.Receipt => PaymentRules.Receipt(mail),
        EmailQuestion.Sentiment => SentimentLexicon.Answer(mail),
        EmailQuestion.Language => LanguageLexicon.Answer(mail.Subject + "\n" + mail.Text),
        _ => throw new ArgumentOutOfRangeException(nameof(question)),
    };
}
