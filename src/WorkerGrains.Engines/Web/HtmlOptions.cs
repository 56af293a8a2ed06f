using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace WorkerGrains.Engines.Web;

/// <summary>How much of a page is read and answered.</summary>
public sealed class HtmlOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Html";

    /// <summary>The most elements of a page. Larger pages take more memory (about a kilobyte an element) and longer; beyond it a page is refused.</summary>
    [Range(1_000, 5_000_000)]
    public int MaxElements { get; set; } = 300_000;

    /// <summary>The most entries of each list in an answer (links, images, values of a selector). More make larger answers; beyond it a list is cut and the answer says so.</summary>
    [Range(1, 1_000_000)]
    public int MaxEntries { get; set; } = 10_000;

    /// <summary>The most cells of all tables of a page together. A few spans can claim millions; beyond it tables are cut and the answer says so.</summary>
    [Range(1, 10_000_000)]
    public int MaxTableCells { get; set; } = 200_000;

    /// <summary>The most characters of text in an answer, all members together. More makes larger answers; beyond it texts are cut and the answer says so.</summary>
    [Range(1_000, 20_000_000)]
    public int MaxTextLength { get; set; } = 8_000_000;
}

[OptionsValidator]
internal sealed partial class HtmlOptionsValidator : IValidateOptions<HtmlOptions>;
