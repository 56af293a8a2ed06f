using System.Text;
using WorkerGrains.Engines.Programs;

namespace WorkerGrains.Engines.Documents;

/// <summary>Prints HTML to PDF with weasyprint.</summary>
/// <remarks>
/// Its command would fetch whatever a page names, local files too, and attach them to the PDF if told to. So its library is driven by
/// a few lines of Python that fetch nothing but what is inside the page (<c>data:</c>).
/// </remarks>
internal sealed class PdfPrinter
{
    private const string Script = """
        import logging, sys, weasyprint

        def fetch(url, *args, **kwargs):
            if url[:5].lower() == 'data:':
                return weasyprint.default_url_fetcher(url)
            raise ValueError('nothing is fetched')

        logging.getLogger('weasyprint').setLevel(logging.ERROR)
        page = weasyprint.HTML(file_obj=sys.stdin.buffer, encoding='utf-8', url_fetcher=fetch)
        sys.stdout.buffer.write(page.write_pdf())
        """;

    private readonly ProgramRunner _runner;
    private readonly DocumentOptions _options;
    private readonly string? _python;

    public PdfPrinter(ProgramRunner runner, DocumentOptions options)
    {
        _runner = runner;
        _options = options;
        _python = ProgramLocator.Find("weasyprint", options.WeasyPrint) is { } path ? InterpreterOf(path) : null;
    }

    public bool IsInstalled => _python is not null;

    /// <summary>Prints a page in UTF-8.</summary>
    public Task<ProgramResult> PrintAsync(ReadOnlyMemory<byte> html, CancellationToken cancellationToken) => _runner.RunAsync(
        new ProgramCommand
        {
            Path = _python!,
            Arguments = ["-I", "-c", Script],
            Input = html,
            MaxTime = _options.MaxTime,
            MaxOutputBytes = _options.MaxResultBytes,
            MaxAddressSpace = _options.MaxMemoryMegabytes * 1024L * 1024L,
        },
        cancellationToken);

    /// <summary>The Python that the program runs with, from its first line: the one that has the library.</summary>
    private static string? InterpreterOf(string program)
    {
        using var reader = new StreamReader(program, Encoding.UTF8);
        var buffer = new char[512];
        var start = new string(buffer, 0, reader.Read(buffer)).Split('\n')[0].Trim();
        var interpreter = start.StartsWith("#!", StringComparison.Ordinal) ? start[2..].Trim().Split(' ')[0] : null;
        return File.Exists(interpreter) && Path.GetFileName(interpreter).StartsWith("python", StringComparison.Ordinal) ? interpreter : null;
    }
}
