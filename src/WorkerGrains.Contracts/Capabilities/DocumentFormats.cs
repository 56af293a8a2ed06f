namespace WorkerGrains.Contracts.Capabilities;

/// <summary>The formats that documents come and go in: those that are let through to pandoc, if the installed one has them. What is not here is not reachable: no scripts as formats, no extensions switched on by name.</summary>
internal static class DocumentFormats
{
    public static readonly DocumentFormat Plain = new("plain", "text/plain", "txt", "text", "log");
    public static readonly DocumentFormat Pdf = new("pdf", "application/pdf", "pdf") { IsText = false };
    public static readonly DocumentFormat Html = new("html", "text/html", "html", "htm", "xhtml");
    public static readonly DocumentFormat Markdown = new("markdown", "text/markdown", "md", "markdown", "mdown");
    public static readonly DocumentFormat Docx = new("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx") { IsText = false, IsArchive = true };
    public static readonly DocumentFormat Odt = new("odt", "application/vnd.oasis.opendocument.text", "odt") { IsText = false, IsArchive = true };
    public static readonly DocumentFormat Epub = new("epub", "application/epub+zip", "epub") { IsText = false, IsArchive = true };
    public static readonly DocumentFormat Rtf = new("rtf", "application/rtf", "rtf") { IsAlwaysWhole = true };
    public static readonly DocumentFormat Latex = new("latex", "application/x-latex", "tex", "latex", "ltx");
    public static readonly DocumentFormat Ipynb = new("ipynb", "application/x-ipynb+json", "ipynb");
    public static readonly DocumentFormat Opml = new("opml", "text/x-opml", "opml") { IsAlwaysWhole = true };
    public static readonly DocumentFormat Docbook = new("docbook", "application/docbook+xml", "docbook", "dbk") { IsAlwaysWhole = true };
    public static readonly DocumentFormat Jats = new("jats", "application/jats+xml", "jats") { IsAlwaysWhole = true };
    public static readonly DocumentFormat FictionBook = new("fb2", "application/x-fictionbook+xml", "fb2") { IsAlwaysWhole = true };
    public static readonly DocumentFormat Org = new("org", "text/x-org", "org");

    /// <summary>Pandoc's own: what it makes of every other one when it reads it.</summary>
    public static readonly DocumentFormat Tree = new("json", "application/json");

    public static IReadOnlyList<DocumentFormat> All { get; } =
    [
        Plain, Pdf, Html, Markdown, Docx, Odt, Epub, Rtf, Latex, Ipynb, Opml, Docbook, Jats, FictionBook, Org,
        new("commonmark", "text/markdown"),
        new("gfm", "text/markdown"),
        new("markdown_strict", "text/markdown"),
        new("markdown_mmd", "text/markdown"),
        new("markdown_phpextra", "text/markdown"),
        new("rst", "text/x-rst", "rst"),
        new("mediawiki", "text/x-wiki", "wiki", "mediawiki"),
        new("dokuwiki", "text/x-wiki", "dokuwiki"),
        new("textile", "text/x-textile", "textile"),
        new("muse", "text/x-muse", "muse"),
        new("jira", "text/x-wiki"),
        new("man", "text/troff", "man"),
        new("csv", "text/csv", "csv") { IsOutput = false },
        new("tsv", "text/tab-separated-values", "tsv") { IsOutput = false },
        new("creole", "text/x-wiki", "creole") { IsOutput = false },
        new("tikiwiki", "text/x-wiki") { IsOutput = false },
        new("twiki", "text/x-wiki") { IsOutput = false },
        new("vimwiki", "text/x-wiki") { IsOutput = false },
        new("t2t", "text/x-txt2tags", "t2t") { IsOutput = false },
        new("bibtex", "application/x-bibtex", "bib"),
        new("csljson", "application/vnd.citationstyles.csl+json"),
        Tree,
        new("native", "text/plain", "native"),
        new("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx") { IsText = false, IsArchive = true, IsInput = false },
        new("asciidoc", "text/asciidoc", "adoc", "asciidoc") { IsInput = false },
        new("typst", "text/x-typst", "typ"),
        new("texinfo", "application/x-texinfo", "texi") { IsInput = false },
        new("context", "text/x-context") { IsInput = false },
        new("icml", "application/x-icml", "icml") { IsInput = false, IsAlwaysWhole = true },
        new("tei", "application/tei+xml", "tei") { IsInput = false, IsAlwaysWhole = true },
    ];

    /// <summary>The format of that name or, failing that, with that extension.</summary>
    public static DocumentFormat? Find(string name) =>
        All.FirstOrDefault(format => format.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? FindByExtension(name);

    /// <summary>The format that files with an extension (without the dot) are in.</summary>
    public static DocumentFormat? FindByExtension(string extension) =>
        All.FirstOrDefault(format => format.Extensions.Contains(extension, StringComparer.OrdinalIgnoreCase));

    /// <summary>The format that documents are written in where no more than their media type is said: the first of those that share it.</summary>
    public static DocumentFormat? FindByMediaType(string mediaType) => All.FirstOrDefault(format => format.IsOutput && format.MediaType == mediaType);
}
