using System.Diagnostics;
using System.Text;

namespace WorkerGrains.Engines.Programs;

/// <summary>Runs external programs on untrusted input: no shell, no inherited environment, a private folder, pipes for input and output, and a limit for everything.</summary>
/// <remarks>
/// Whatever ends a run early (cancellation, time, output) kills the program with all processes it started, and the run is over only when they are gone.
/// The system's own limits hold even when this process dies first; they are set before the program is given its input. Thread-safe.
/// </remarks>
internal sealed class ProgramRunner(ProgramInstruments instruments, TimeProvider time)
{
    private const int MaxDiagnosticsBytes = 64 * 1024;

    // A program killed by the system for its memory or its processor time: 128 and the signal's number (SIGKILL, SIGXCPU).
    private const int ExitByKill = 137;
    private const int ExitByProcessorTime = 152;

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled; the program is gone.</exception>
    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be started.</exception>
    public async Task<ProgramResult> RunAsync(ProgramCommand command, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var folder = new WorkFolder(command.Links);
        using var timeout = new CancellationTokenSource(command.MaxTime, time);
        using var overflow = new CancellationTokenSource();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token, overflow.Token);
        using var run = instruments.Start(System.IO.Path.GetFileName(command.Path));
        using var process = Process.Start(StartInfo(command, folder.Path))!;
        try
        {
            if (!ProgramLimits.TryApply(process.Id, command) && !process.HasExited)
            {
                throw new InvalidOperationException("The limits of a program cannot be set.");
            }

            var output = ReadAsync(process.StandardOutput.BaseStream, command.MaxOutputBytes, overflow);
            var diagnostics = ReadAsync(process.StandardError.BaseStream, MaxDiagnosticsBytes, whenFull: null);
            await Task.WhenAll(WriteAsync(process, command.Input), output, diagnostics, process.WaitForExitAsync(stop.Token)).WaitAsync(stop.Token);
            var end = process.ExitCode is ExitByKill or ExitByProcessorTime ? ProgramEnd.UsedUp : ProgramEnd.Exited;
            return new ProgramResult(end, process.ExitCode, await output, Encoding.UTF8.GetString((await diagnostics).Span));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new ProgramResult(overflow.IsCancellationRequested ? ProgramEnd.WroteTooMuch : ProgramEnd.UsedUp, -1, default, "");
        }
        finally
        {
            Kill(process);
        }
    }

    private static void Kill(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }
    }

    private static ProcessStartInfo StartInfo(ProgramCommand command, string folder)
    {
        var start = new ProcessStartInfo(command.Path, command.Arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Nothing of this process's environment: it may hold secrets, and variables that change what the program does.
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/local/bin:/usr/bin:/bin";
        start.Environment["LANG"] = "C.UTF-8";
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment["HOME"] = folder;
        start.Environment["TMPDIR"] = folder;
        return start;
    }

    private static async Task WriteAsync(Process process, ReadOnlyMemory<byte> input)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The program ended without reading all of it; how it ended says why.
        }
    }

    /// <summary>Reads to the end and keeps the first <paramref name="max"/> bytes; more ends the run where <paramref name="whenFull"/> is given.</summary>
    private static async Task<ReadOnlyMemory<byte>> ReadAsync(Stream stream, int max, CancellationTokenSource? whenFull)
    {
        var kept = new MemoryStream();
        var buffer = new byte[64 * 1024];
        try
        {
            while (await stream.ReadAsync(buffer) is > 0 and var read)
            {
                if (read > max - kept.Length && whenFull is not null)
                {
                    await whenFull.CancelAsync();
                    break;
                }

                kept.Write(buffer, 0, (int)Math.Min(read, max - kept.Length));
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The run was ended; what was read is not used.
        }

        return kept.GetBuffer().AsMemory(0, (int)kept.Length);
    }
}
