using System.Globalization;
using System.Text;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Engines.Programs;

namespace WorkerGrains.Engines.Documents;

/// <summary>The installed pandoc: what it can do, and one conversion at a time by it.</summary>
/// <remarks>
/// Always in its sandbox (<c>--sandbox</c>, pandoc 2.15 and newer), where readers and writers reach no file and no network. What leaves the sandbox is never asked
/// for: self-contained HTML and PDF of its own read files whatever a document names, extracted media are written where the document says, filters are programs.
/// </remarks>
internal sealed class Pandoc
{
    private const int MaxListBytes = 256 * 1024;

    // Pandoc looks for its data below a folder of this name; see DataArguments.
    private const string DataFolder = "data";

    private readonly ProgramRunner _runner;
    private readonly DocumentOptions _options;
    private readonly string _path;
    private readonly HashSet<string> _withData = [];

    private Pandoc(ProgramRunner runner, DocumentOptions options, string path)
    {
        _runner = runner;
        _options = options;
        _path = path;
    }

    /// <summary>The version, for example <c>3.1.3</c>.</summary>
    public string Version { get; private set; } = "";

    /// <summary>The formats it reads, of those that are let through.</summary>
    public IReadOnlySet<string> Inputs { get; private set; } = new HashSet<string>();

    /// <summary>The formats it writes in its sandbox, of those that are let through.</summary>
    public IReadOnlySet<string> Outputs { get; private set; } = new HashSet<string>();

    /// <summary>Finds pandoc and asks it what it can do; <see langword="null"/> when there is none that works.</summary>
    public static async Task<Pandoc?> FindAsync(ProgramRunner runner, DocumentOptions options, CancellationToken cancellationToken)
    {
        if (ProgramLocator.Find("pandoc", options.Pandoc) is not { } path)
        {
            return null;
        }

        var pandoc = new Pandoc(runner, options, path);
        return await pandoc.LearnAsync(cancellationToken) ? pandoc : null;
    }

    /// <summary>Converts one document; a text in UTF-8.</summary>
    public Task<ProgramResult> ConvertAsync(ReadOnlyMemory<byte> document, DocumentFormat from, DocumentFormat to, bool standalone, CancellationToken cancellationToken)
    {
        List<string> arguments = [.. Common(), $"--from={from.Name}", $"--to={to.Name}", "--wrap=preserve", "--output=-"];
        if (standalone || to.IsAlwaysWhole)
        {
            arguments.Add("--standalone");
        }

        return RunAsync(document, to, arguments, _withData.Contains(to.Name), cancellationToken);
    }

    // The heap of Haskell's run-time system is limited by itself: it reserves a terabyte of address space, so that the system's limit cannot be used.
    private IEnumerable<string> Common() =>
        ["+RTS", string.Create(CultureInfo.InvariantCulture, $"-M{_options.MaxMemoryMegabytes}m"), "-RTS", "--sandbox"];

    private Task<ProgramResult> RunAsync(ReadOnlyMemory<byte> document, DocumentFormat to, List<string> arguments, bool withData, CancellationToken cancellationToken) => _runner.RunAsync(
        new ProgramCommand
        {
            Path = _path,
            Arguments = withData ? [.. arguments, DataArgument(to)] : arguments,
            Links = withData ? new Dictionary<string, string> { [Path.Combine(DataFolder, DataFolder)] = _options.PandocData } : new Dictionary<string, string>(),
            Input = document,
            MaxTime = _options.MaxTime,
            MaxOutputBytes = _options.MaxResultBytes,
        },
        cancellationToken);

    /// <summary>Lets pandoc's own data files, and nothing else, into its sandbox.</summary>
    /// <remarks>
    /// Builds that keep them beside the program (Debian's) cannot write docx, odt or epub in the sandbox, which does not hold them. The sandbox does hold the
    /// files that arguments name; fonts are the one such argument that means nothing to other formats than epub, for which its style sheet alone is enough.
    /// </remarks>
    private static string DataArgument(DocumentFormat to) =>
        to == DocumentFormats.Epub ? $"--epub-embed-font={DataFolder}/{DataFolder}/epub.css" : $"--epub-embed-font={DataFolder}";

    private async Task<bool> LearnAsync(CancellationToken cancellationToken)
    {
        var version = await AskAsync("--version", cancellationToken);
        Version = version.FirstOrDefault()?.Split(' ').ElementAtOrDefault(1) ?? "";
        var inputs = await AskAsync("--list-input-formats", cancellationToken);
        var outputs = await AskAsync("--list-output-formats", cancellationToken);
        Inputs = DocumentFormats.All.Where(format => format.IsInput && inputs.Contains(format.Name)).Select(static format => format.Name).ToHashSet();
        var offered = DocumentFormats.All.Where(format => format.IsOutput && format != DocumentFormats.Pdf && outputs.Contains(format.Name)).ToList();
        var works = await Task.WhenAll(offered.Select(format => WritesAsync(format, cancellationToken)));
        Outputs = offered.Where((_, index) => works[index]).Select(static format => format.Name).ToHashSet();
        return Inputs.Count > 0 && Outputs.Count > 0;
    }

    private async Task<string[]> AskAsync(string question, CancellationToken cancellationToken)
    {
        var result = await _runner.RunAsync(
            new ProgramCommand { Path = _path, Arguments = [question], MaxTime = _options.MaxTime, MaxOutputBytes = MaxListBytes }, cancellationToken);
        return result.IsSuccess ? Encoding.UTF8.GetString(result.Output.Span).ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries) : [];
    }

    /// <summary>Whether it writes a format in its sandbox, which only trying tells; learns on the way whether its data files are needed.</summary>
    private async Task<bool> WritesAsync(DocumentFormat format, CancellationToken cancellationToken)
    {
        if (format.IsText)
        {
            return true;
        }

        List<string> arguments = [.. Common(), "--from=markdown", $"--to={format.Name}", "--output=-"];
        if ((await RunAsync("# x"u8.ToArray(), format, arguments, withData: false, cancellationToken)).IsSuccess)
        {
            return true;
        }

        if (!Directory.Exists(_options.PandocData) || !(await RunAsync("# x"u8.ToArray(), format, arguments, withData: true, cancellationToken)).IsSuccess)
        {
            return false;
        }

        lock (_withData)
        {
            _withData.Add(format.Name);
        }

        return true;
    }
}
