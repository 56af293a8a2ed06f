using System.Text;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Engines.Mail;
using WorkerGrains.Engines.Mail.Questions;

namespace WorkerGrains.Tests.Engines.Mail.Questions;

public sealed class MailQuestionsTests
{
    [Theory]
    [InlineData("X-Priority: 1 (Highest)", "high")]
    [InlineData("Importance: Low", "low")]
    [InlineData("Importance: normal", "normal")]
    [InlineData("Priority: urgent", "high")]
    [InlineData("Priority: urgent\nX-Priority: 5", "unknown")]
    [InlineData("X-Priority: whatever", "unknown")]
    [InlineData("Precedence: bulk", "low")]
    [InlineData("List-Id: <a.example.org>\nSubject: URGENT", "low")]
    [InlineData("Subject: Urgent: please call", "high")]
    [InlineData("Subject: An urgently needed break\nX-Priority: 3", "normal")]
    [InlineData("Subject: Lunch", "unknown")]
    public void Priority_Mail_IsWhatItSays(string headers, string label) => AssertAnswer(EmailQuestion.Priority, "rule", label, headers, "Hello.");

    [Theory]
    [InlineData("List-Post: <mailto:a@example.org>", "mailing_list")]
    [InlineData("List-Unsubscribe: <mailto:a@example.org>", "newsletter")]
    [InlineData("Auto-Submitted: auto-generated", "notification")]
    [InlineData("Auto-Submitted: auto-replied (vacation)", "auto_reply")]
    [InlineData("Auto-Submitted: no\nIn-Reply-To: <a@b>", "conversation")]
    [InlineData("Content-Type: text/calendar", "calendar")]
    [InlineData("Content-Type: multipart/report; boundary=x", "delivery_report")]
    [InlineData("Subject: Invoice 17\nList-Unsubscribe: <mailto:a@example.org>", "bill")]
    [InlineData("Subject: Hello", "unknown")]
    public void Category_Mail_IsWhatItShows(string headers, string label) => AssertAnswer(EmailQuestion.Category, "rule", label, headers, "Total EUR 12.50");

    [Theory]
    [InlineData("Your invoice", "Amount due: $1,234.56", "yes", "no")]
    [InlineData("For June", "Invoice number 12, due date 1 July, total 99,90 €.", "yes", "no")]
    [InlineData("Your receipt", "Thank you for your order. We charged $12.", "no", "yes")]
    [InlineData("Order 12", "Order number 12. Thank you for your purchase!", "no", "yes")]
    [InlineData("Rechnung 7", "Der Betrag von 20 EUR ist zahlbar bis Montag.", "yes", "no")]
    [InlineData("Invoices", "Where do we keep the invoice template?", "unknown", "unknown")]
    [InlineData("Lunch", "It was $12 each.", "unknown", "unknown")]
    public void Payment_Mail_IsAskedForOrConfirmed(string subject, string text, string bill, string receipt)
    {
        AssertAnswer(EmailQuestion.Bill, "rule", bill, $"Subject: {subject}", text);
        AssertAnswer(EmailQuestion.Receipt, "rule", receipt, $"Subject: {subject}", text);
    }

    [Theory]
    [InlineData("Thank you, this is a wonderful tool and it is a great help to all of us.", "positive")]
    [InlineData("This is terrible: it failed again and the support was rude to me.", "negative")]
    [InlineData("It is not good, and it is not useful to any of us in the team.", "negative")]
    [InlineData("I love the look of it, but it crashes and that is a great problem.", "mixed")]
    [InlineData("The meeting is at ten in the room on the left of the stairs.", "unknown")]
    [InlineData("> It is terrible, an awful failure\nThe meeting is at ten in the room on the left.", "unknown")]
    [InlineData("Das ist wunderbar und ich bin mit der Arbeit sehr zufrieden, good good good.", "unknown")]
    public void Sentiment_Mail_IsItsWordsMood(string text, string label) => AssertAnswer(EmailQuestion.Sentiment, "lexicon", label, "X-A: b", text);

    [Theory]
    [InlineData("The minutes of the meeting are attached, and we will meet again on Friday.", "en")]
    [InlineData("Die Niederschrift der Sitzung ist beigefügt, und wir treffen uns am Freitag mit den anderen.", "de")]
    [InlineData("Le compte rendu de la réunion est joint, et nous nous retrouvons vendredi avec les autres pour la suite.", "fr")]
    [InlineData("El acta de la reunión está adjunta y nos vemos el viernes con los demás para hablar de todo.", "es")]
    [InlineData("Il verbale della riunione è allegato e ci vediamo venerdì con gli altri per parlare di questo.", "it")]
    [InlineData("A ata da reunião está em anexo e nos vemos na sexta com os outros para falar do que não foi dito.", "pt")]
    [InlineData("De notulen van de vergadering zijn bijgevoegd en we zien het vrijdag met de anderen nog wel.", "nl")]
    [InlineData("Protokollet från mötet är bifogat och vi ses på fredag för att tala om det som inte är klart.", "sv")]
    [InlineData("Протокол собрания приложен, мы увидимся в пятницу, чтобы обсудить всё.", "ru")]
    [InlineData("Протокол зборів додано, ми зустрінемося в п'ятницю, щоб обговорити це ще раз.", "uk")]
    [InlineData("会議の議事録を添付します。金曜日にまた会いましょう。", "ja")]
    [InlineData("会议记录附上，我们星期五再见。", "zh")]
    [InlineData("회의록을 첨부합니다. 금요일에 다시 만납시다.", "ko")]
    [InlineData("Τα πρακτικά της συνάντησης επισυνάπτονται.", "el")]
    [InlineData("Referatet er vedlagt, og vi ses på fredag med de andre for at tale om det som ikke er klart.", "unknown")]
    [InlineData("12345 67890", "unknown")]
    [InlineData("OK", "unknown")]
    [InlineData("", "unknown")]
    public void Language_Text_IsTold(string text, string label)
    {
        Assert.Equal(label, Answer(EmailQuestion.Language, "X-A: b", text).Label);
    }

    [Theory]
    [InlineData(EmailQuestion.Bill)]
    [InlineData(EmailQuestion.Sentiment)]
    [InlineData(EmailQuestion.Language)]
    public void Answer_MegabytesOfDigitsAndLetters_AreBearable(EmailQuestion question)
    {
        foreach (var text in (string[])["1", "1,", "a", "a ", "$", "$1 ", "invoice ", "'", "a'"])
        {
            Assert.Equal("unknown", Answer(question, "X-A: b", string.Concat(Enumerable.Repeat(text, 200_000))).Label);
        }
    }

    private static void AssertAnswer(EmailQuestion question, string method, string label, string headers, string text)
    {
        var answer = Answer(question, headers, text);

        Assert.Equal((question.ToString().ToLowerInvariant(), method, label), (answer.Type, answer.Method, answer.Label));
        Assert.Null(answer.Confidence);
        Assert.True(label == "unknown" || answer.Evidence!.Count > 0, "No evidence.");
    }

    private static EmailClassification Answer(EmailQuestion question, string headers, string text) =>
        Assert.Single(MailQuestions.Answer([question], MailReader.Read(Encoding.UTF8.GetBytes($"{headers}\n{(headers.Contains("Content-Type", StringComparison.Ordinal) ? "" : "Content-Type: text/plain; charset=utf-8\n")}\n{text}"))))!;
}
