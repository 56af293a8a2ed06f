using System.Text.RegularExpressions;
using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Engines.Mail.Questions;

/// <summary>Whether a mail asks for money or confirms it: an amount in a currency, and words that say which.</summary>
/// <remarks>
/// English and German phrases. A bill needs an amount and two phrases of bills (one will do in the subject) and none that says it is paid; a receipt an amount or an
/// order and one phrase of receipts. What has evidence for the one is no instance of the other; without evidence it is not known.
/// </remarks>
internal static partial class PaymentRules
{
    public const string Yes = "yes";
    public const string No = "no";

    private static readonly string[] s_bill =
    [
        "invoice number", "invoice", "amount due", "total due", "due date", "payment due", "payable by", "balance due", "please pay", "past due", "overdue", "outstanding balance",
        "remittance", "pay by", "billing period", "billing statement", "rechnung", "rechnungsnummer", "rechnungsbetrag", "fällig", "zahlbar bis", "zahlungsziel", "mahnung",
    ];

    private static readonly string[] s_paid =
    [
        "receipt", "payment received", "thank you for your order", "thank you for your purchase", "thank you for your payment", "thanks for your order", "order confirmation",
        "has been paid", "paid in full", "we received your payment", "your payment of", "payment confirmation", "has been charged", "quittung", "zahlungseingang",
        "vielen dank für ihre bestellung", "bestellbestätigung", "zahlungsbestätigung",
    ];

    private static readonly string[] s_order = ["order number", "order id", "transaction id", "confirmation number", "bestellnummer"];

    public static EmailClassification Bill(MailContent mail)
    {
        var (asks, paid, amount, _) = Find(mail);
        var label = paid.Count > 0 && (amount is not null || asks.Count == 0) ? No : IsBill(asks, amount) ? Yes : EmailClassification.Unknown;
        return MailEvidence.Answer(EmailQuestion.Bill, label, MailEvidence.Rule, label == No ? paid : WithAmount(asks, amount));
    }

    public static EmailClassification Receipt(MailContent mail)
    {
        var (asks, paid, amount, order) = Find(mail);
        var label = paid.Count > 0 && (amount is not null || order.Count > 0) ? Yes : paid.Count == 0 && IsBill(asks, amount) ? No : EmailClassification.Unknown;
        return MailEvidence.Answer(EmailQuestion.Receipt, label, MailEvidence.Rule, label == No ? WithAmount(asks, amount) : WithAmount([.. paid, .. order], amount));
    }

    private static bool IsBill(List<EmailEvidence> asks, EmailEvidence? amount) =>
        amount is not null && (asks.Count >= 2 || asks.Exists(static phrase => phrase.Source == EmailEvidenceSource.Subject));

    private static (List<EmailEvidence> Asks, List<EmailEvidence> Paid, EmailEvidence? Amount, List<EmailEvidence> Order) Find(MailContent mail) =>
        (MailEvidence.Phrases(mail, s_bill), MailEvidence.Phrases(mail, s_paid), Amount(mail), MailEvidence.Phrases(mail, s_order));

    private static EmailEvidence? Amount(MailContent mail) =>
        AmountPattern().Match(mail.Subject) is { Success: true } inSubject ? MailEvidence.Of(EmailEvidenceSource.Subject, inSubject.Value)
        : AmountPattern().Match(mail.Text) is { Success: true } inText ? MailEvidence.Of(EmailEvidenceSource.Text, inText.Value)
        : null;

    private static List<EmailEvidence> WithAmount(List<EmailEvidence> phrases, EmailEvidence? amount) => amount is null || phrases.Count == 0 ? phrases : [.. phrases.Take(MailEvidence.MaxCount - 1), amount];

    // Every repetition is bounded, so that a text of digits takes no longer than its length.
    [GeneratedRegex(@"(?:US\$|[$€£¥]|\b(?:USD|EUR|GBP|CHF|JPY))\s?[0-9][0-9.,']{0,15}|\b[0-9][0-9.,']{0,15}\s?(?:€|£|(?:USD|EUR|GBP|CHF|JPY|dollars|euros?)\b)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AmountPattern();
}
