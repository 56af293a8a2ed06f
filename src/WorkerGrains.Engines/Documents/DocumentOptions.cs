using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace WorkerGrains.Engines.Documents;

/// <summary>Which programs convert documents, and what each conversion may take.</summary>
public sealed class DocumentOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Documents";

    /// <summary>The path of pandoc; found on the search path when empty.</summary>
    public string Pandoc { get; set; } = "";

    /// <summary>The folder of pandoc's data files, for builds (Debian's) that keep them beside the program, where its sandbox does not reach them.</summary>
    public string PandocData { get; set; } = "/usr/share/pandoc/data";

    /// <summary>The path of poppler's pdftotext; found on the search path when empty.</summary>
    public string PdfToText { get; set; } = "";

    /// <summary>The path of weasyprint; found on the search path when empty.</summary>
    public string WeasyPrint { get; set; } = "";

    /// <summary>How long each program may take for one document. More lets larger documents through and lets bad ones keep a lane longer.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan MaxTime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The memory each program may take, in MiB. More lets larger documents through; that many times the lanes must fit the machine.</summary>
    [Range(64, 65_536)]
    public int MaxMemoryMegabytes { get; set; } = 1024;

    /// <summary>The largest result, in bytes. Larger ones take memory in the silo and on the way.</summary>
    [Range(1_024, 256 * 1024 * 1024)]
    public int MaxResultBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>The most bytes of pictures that come with HTML made of a docx, odt or epub, as they are written in base64; 0 for none. More keeps more of a document and makes larger results.</summary>
    [Range(0, 256 * 1024 * 1024)]
    public int MaxPictureBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>How far the archives that docx, odt and epub are may unpack, in bytes. More lets picture-heavy documents through and gives archive bombs more room.</summary>
    [Range(1_024, int.MaxValue)]
    public int MaxUnpackedBytes { get; set; } = 256 * 1024 * 1024;

    /// <summary>The most files in such an archive. More lets books with many chapters through and gives archive bombs more room.</summary>
    [Range(1, 1_000_000)]
    public int MaxArchiveEntries { get; set; } = 10_000;
}

[OptionsValidator]
internal sealed partial class DocumentOptionsValidator : IValidateOptions<DocumentOptions>;
