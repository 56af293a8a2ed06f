using System.Diagnostics;
using WorkerGrains.Benchmarks.Harness;
using WorkerGrains.Benchmarks.Load;
using WorkerGrains.Benchmarks.Processes;

namespace WorkerGrains.Benchmarks;

/// <summary>What serving costs a conversion: a Word document to HTML over HTTP, beside pandoc started directly, as many at once as the silo starts. There are more callers than that, so that it always has a next one.</summary>
internal sealed class DocumentBenchmark : IBenchmark
{
    private const int Callers = 4;

    public string Name => "documents";

    public async Task<IReadOnlyList<Comparison>> RunAsync(RunLength length)
    {
        var file = Places.Shared("data/documents/docx/tables.docx");
        if (!IsInstalled())
        {
            throw new SkippedException("pandoc is not installed (apt-get install pandoc).");
        }

        var document = await File.ReadAllBytesAsync(file);
        HttpCall Call(int port) => HttpCall.Post(port, "/v1/capabilities/document.convert/run?from=docx&to=html", "application/octet-stream", document);
        using var silo = await SiloProcess.StartAsync(Call);
        var call = Call(silo.Port);
        HttpLoad.Run(call, silo.Process, Callers, length.WarmUp / 4);
        Directly(file, length.WarmUp / 8);

        var rounds = await Rounds.RunAsync(
            length.Rounds,
            () => Task.FromResult(Directly(file, length.Round)),
            () => Task.FromResult(HttpLoad.Run(call, silo.Process, Callers, length.Round).PerSecond));
        return [Comparison.Ratio($"documents: docx to HTML, {Callers} callers", "documents/s", rounds, static perSecond => perSecond, Goal.AtLeast(0.8))];
    }

    private static double Directly(string file, TimeSpan duration) =>
        Rate.PerSecond(duration, () => RunPandoc("--quiet", "--sandbox", "--from", "docx", "--to", "html", file), Environment.ProcessorCount);

    private static bool IsInstalled()
    {
        try
        {
            return RunPandoc("--version") == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static int RunPandoc(params string[] arguments)
    {
        using var pandoc = Process.Start(new ProcessStartInfo("pandoc", arguments) { RedirectStandardOutput = true })!;
        pandoc.StandardOutput.ReadToEnd();
        pandoc.WaitForExit();
        return pandoc.ExitCode;
    }
}
