using System.Diagnostics;
using System.Text;

namespace WorkerGrains.Benchmarks.Processes;

/// <summary>A program that runs as long as it is measured.</summary>
internal sealed class ChildProcess : IDisposable
{
    private const int MaxShown = 2000;

    private readonly Process _process;
    private readonly StringBuilder _said = new();

    private ChildProcess(Process process)
    {
        _process = process;
        // Also when somebody stops the measuring: what is left would serve on, and slow what is measured next.
        AppDomain.CurrentDomain.ProcessExit += Kill;
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>The processor time it has used.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public static ChildProcess Start(string program, params IEnumerable<string> arguments) => new(Process.Start(new ProcessStartInfo(program, arguments)
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!);

    /// <summary>Waits until a check succeeds.</summary>
    /// <exception cref="InvalidOperationException">The program ended, or was not ready within a minute; the message holds what it said.</exception>
    public async Task WaitUntilAsync(Func<bool> isReady)
    {
        var started = Stopwatch.GetTimestamp();
        while (!isReady())
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(started) > TimeSpan.FromMinutes(1))
            {
                throw new InvalidOperationException($"{_process.StartInfo.FileName} {string.Join(' ', _process.StartInfo.ArgumentList)} did not become ready. It said: {Said()}");
            }

            await Task.Delay(100);
        }
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= Kill;
        Kill(null, EventArgs.Empty);
        _process.WaitForExit();
        _process.Dispose();
    }

    private void Kill(object? sender, EventArgs args) => _process.Kill(entireProcessTree: true);

    private void Take(string? line)
    {
        lock (_said)
        {
            if (_said.Length < MaxShown)
            {
                _said.AppendLine(line);
            }
        }
    }

    private string Said()
    {
        lock (_said)
        {
            return _said.ToString();
        }
    }
}
