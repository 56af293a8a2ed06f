using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace WorkerGrains.Engines.Mail;

/// <summary>How much of a mail is read and answered.</summary>
public sealed class MailOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Mail";

    /// <summary>How much of one mail is read. A lane holds up to three times so much of an mbox in memory; of a larger mail the rest is left out, and the answer says so.</summary>
    [Range(64 * 1024, 512 * 1024 * 1024)]
    public int MaxMessageBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>On how many threads the mails of one mbox are taken apart, 0 for one a processor and one to spare. More end one mailbox sooner and leave less to what else runs.</summary>
    [Range(0, 256)]
    public int Threads { get; set; }

    /// <summary>The most headers of a mail in an answer, and the most addresses of each kind. More make larger answers; beyond it lists are cut and the answer says so.</summary>
    [Range(10, 100_000)]
    public int MaxHeaders { get; set; } = 1_000;

    /// <summary>The most parts of a mail that are looked at. More take longer; beyond it the rest is left out and the answer says so.</summary>
    [Range(10, 100_000)]
    public int MaxParts { get; set; } = 1_000;

    /// <summary>How deep parts and messages may nest. Deeper takes more stack and time; beyond it a part is an attachment and the answer says so.</summary>
    [Range(2, 200)]
    public int MaxDepth { get; set; } = 50;
}

[OptionsValidator]
internal sealed partial class MailOptionsValidator : IValidateOptions<MailOptions>;
