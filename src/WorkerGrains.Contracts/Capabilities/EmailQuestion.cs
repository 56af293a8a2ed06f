namespace WorkerGrains.Contracts.Capabilities;

/// <summary>What can be asked about a mail.</summary>
public enum EmailQuestion
{
    /// <summary>Whether it is spam: <c>spam</c> or <c>ham</c>, by a model.</summary>
    Spam,

    /// <summary>How urgent it says it is, or is made to be: <c>high</c>, <c>normal</c>, <c>low</c>.</summary>
    Priority,

    /// <summary>
    /// What kind of mail it is: <c>bill</c>, <c>receipt</c>, <c>delivery_report</c>, <c>auto_reply</c>, <c>calendar</c>, <c>mailing_list</c>,
    /// <c>newsletter</c>, <c>notification</c>, <c>conversation</c>.
    /// </summary>
    Category,

    /// <summary>Whether it asks for a payment: <c>yes</c>, <c>no</c>.</summary>
    Bill,

    /// <summary>Whether it confirms a payment or an order: <c>yes</c>, <c>no</c>.</summary>
    Receipt,

    /// <summary>What mood its English words show: <c>positive</c>, <c>negative</c>, <c>mixed</c>.</summary>
    Sentiment,

    /// <summary>The language of its text, by its ISO 639-1 code: <c>en</c>.</summary>
    Language,
}
