using System.Globalization;
using WorkerGrains.Engines.Models.Fetching;

namespace WorkerGrains.Silo.Commands;

/// <summary>Shows how far a fetch is: one line that changes on a terminal, a line every tenth elsewhere.</summary>
internal sealed class ProgressBar(TextWriter output, bool isTerminal) : IProgress<FetchProgress>, IDisposable
{
    private const int Width = 30;
    private const double Megabyte = 1024 * 1024;

    private int _shown = -1;
    private bool _isOpen;

    public void Report(FetchProgress value)
    {
        var percent = value.Total is > 0 and var total ? (int)(100 * value.Bytes / total) : -1;
        var step = percent >= 0 ? (isTerminal ? percent : percent / 10 * 10) : (int)(value.Bytes / (16 * Megabyte));
        if (step == _shown)
        {
            return;
        }

        _shown = step;
        var line = percent >= 0
            ? string.Create(CultureInfo.InvariantCulture, $"[{new string('=', percent * Width / 100).PadRight(Width)}] {percent,3} % of {value.Total / Megabyte:0.0} MB")
            : string.Create(CultureInfo.InvariantCulture, $"{value.Bytes / Megabyte:0.0} MB");
        if (isTerminal)
        {
            output.Write("\r" + line);
            _isOpen = true;
        }
        else
        {
            output.WriteLine(line);
        }
    }

    /// <summary>Ends the line.</summary>
    public void Dispose()
    {
        if (_isOpen)
        {
            output.WriteLine();
            _isOpen = false;
        }
    }
}
