using WorkerGrains.Engines.Programs;

namespace WorkerGrains.Engines.Documents;

/// <summary>Reads the text of PDFs with poppler's pdftotext: a parser of hostile bytes, so in a process of its own.</summary>
internal sealed class PdfTextReader(ProgramRunner runner, DocumentOptions options)
{
    private readonly string? _path = ProgramLocator.Find("pdftotext", options.PdfToText);

    public bool IsInstalled => _path is not null;

    /// <summary>Reads the text in reading order, in UTF-8.</summary>
    public Task<ProgramResult> ReadAsync(ReadOnlyMemory<byte> pdf, CancellationToken cancellationToken) => runner.RunAsync(
        new ProgramCommand
        {
            Path = _path!,
            Arguments = ["-enc", "UTF-8", "-eol", "unix", "-", "-"],
            Input = pdf,
            MaxTime = options.MaxTime,
            MaxOutputBytes = options.MaxResultBytes,
            MaxAddressSpace = options.MaxMemoryMegabytes * 1024L * 1024L,
        },
        cancellationToken);
}
