using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>What an input held: a summary of all its mails, and the mails themselves where they did not come as a stream.</summary>
public sealed record ParsedEmails
{
    /// <summary>What the input was read as.</summary>
    [Description("What the input was read as.")]
    public required EmailFormat Format { get; init; }

    /// <summary>How many mails there are.</summary>
    [Description("How many mails there are."), Range(0, long.MaxValue)]
    public required long Count { get; init; }

    /// <summary>The first mails, as many as were asked for and fit; none in a stream, whose items they are.</summary>
    [Description("The first mails, as many as were asked for and fit; none in a stream, whose items they are.")]
    public required IReadOnlyList<ParsedEmail> Mails { get; init; }

    /// <summary>The bytes of all mails.</summary>
    [Description("The bytes of all mails."), Range(0, long.MaxValue)]
    public required long TotalBytes { get; init; }

    /// <summary>The bytes of the largest mail.</summary>
    [Description("The bytes of the largest mail."), Range(0, long.MaxValue)]
    public required long LargestBytes { get; init; }

    /// <summary>How many attachments there are.</summary>
    [Description("How many attachments there are."), Range(0, long.MaxValue)]
    public required long Attachments { get; init; }

    /// <summary>The earliest date.</summary>
    [Description("The earliest date.")]
    public DateTimeOffset? FirstDate { get; init; }

    /// <summary>The latest date.</summary>
    [Description("The latest date.")]
    public DateTimeOffset? LastDate { get; init; }

    /// <summary>How many mails have no date.</summary>
    [Description("How many mails have no date."), Range(0, long.MaxValue)]
    public required long Undated { get; init; }

    /// <summary>The 20 addresses that wrote most, most first.</summary>
    [Description("The 20 addresses that wrote most, most first.")]
    public required IReadOnlyList<EmailSender> Senders { get; init; }

    /// <summary>Whether the counts of senders are exact; with more than some ten thousand addresses, those that wrote little may be counted short.</summary>
    [Description("Whether the counts of senders are exact; with very many addresses those that wrote little may be counted short.")]
    public required bool SendersAreExact { get; init; }

    /// <summary>The months that have mails, in UTC, in their order; the 1,200 with the most mails where there are more.</summary>
    [Description("The months that have mails, in UTC, in their order; the 1,200 with the most mails where there are more.")]
    public required IReadOnlyList<EmailMonth> Months { get; init; }
}
