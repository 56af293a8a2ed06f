using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using WorkerGrains.Engines.Programs;

namespace WorkerGrains.Tests.Engines.Programs;

public sealed class ProgramRunnerTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().AddSingleton<TimeProvider>(new FakeTimeProvider()).AddSingleton<ProgramInstruments>().AddSingleton<ProgramRunner>().BuildServiceProvider();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    private ProgramRunner Runner => _services.GetRequiredService<ProgramRunner>();

    private FakeTimeProvider Time => (FakeTimeProvider)_services.GetRequiredService<TimeProvider>();

    public void Dispose()
    {
        _services.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task RunAsync_Program_PassesInputAndOutput()
    {
        var result = await RunAsync("cat; echo oops >&2; exit 3", input: "hello");

        Assert.Equal(ProgramEnd.Exited, result.End);
        Assert.Equal(3, result.ExitCode);
        Assert.False(result.IsSuccess);
        Assert.Equal("hello", Encoding.UTF8.GetString(result.Output.Span));
        Assert.Equal("oops\n", result.Diagnostics);
    }

    [Fact]
    public async Task RunAsync_Program_SeesNothingOfThisProcess()
    {
        Environment.SetEnvironmentVariable("WORKERGRAINS_TEST_SECRET", "secret");

        var result = await RunAsync("env");

        Assert.DoesNotContain("SECRET", Encoding.UTF8.GetString(result.Output.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_Ended_RemovesItsFolder()
    {
        var result = await RunAsync("touch left; mkdir -p a/b; pwd");

        var folder = Encoding.UTF8.GetString(result.Output.Span).Trim();
        Assert.NotEqual(Environment.CurrentDirectory, folder);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task RunAsync_Links_AreRemovedAndNotFollowed()
    {
        var kept = Path.Combine(_folder.FullName, "kept");
        File.WriteAllText(kept, "kept");

        var result = await Runner.RunAsync(
            Shell("cat in/here/kept") with { Links = new Dictionary<string, string> { ["in/here"] = _folder.FullName } }, TestContext.Current.CancellationToken);

        Assert.Equal("kept", Encoding.UTF8.GetString(result.Output.Span));
        Assert.True(File.Exists(kept));
    }

    [Fact]
    public async Task RunAsync_ArgumentThatAShellWouldRead_IsPassedAsItIs()
    {
        var result = await Runner.RunAsync(
            new ProgramCommand { Path = "/bin/echo", Arguments = ["$(id)", "; id", "`id`"], MaxTime = TimeSpan.FromMinutes(1), MaxOutputBytes = 1_000 }, TestContext.Current.CancellationToken);

        Assert.Equal("$(id) ; id `id`\n", Encoding.UTF8.GetString(result.Output.Span));
    }

    [Fact]
    public async Task RunAsync_TooMuchOutput_EndsIt()
    {
        var result = await RunAsync("while :; do echo more; done");

        Assert.Equal(ProgramEnd.WroteTooMuch, result.End);
    }

    [Fact]
    public async Task RunAsync_EndlessDiagnosticsAndInputUnread_DoesNotHang()
    {
        var result = await RunAsync("i=0; while [ $i -lt 20000 ]; do echo diagnostics >&2; i=$((i+1)); done", input: new string('x', 1_000_000));

        Assert.True(result.IsSuccess);
        Assert.Equal(64 * 1024, result.Diagnostics.Length);
    }

    [Fact]
    public async Task RunAsync_Canceled_KillsItAndItsChildren()
    {
        using var source = new CancellationTokenSource();
        var (running, processes) = await StartStuckAsync(source.Token);

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.False(IsAlive(processes[0]));
        await Eventually.TrueAsync(() => !processes.Any(IsAlive), "the program's child is gone");
    }

    [Fact]
    public async Task RunAsync_TimePassed_KillsItAndItsChildren()
    {
        var (running, processes) = await StartStuckAsync(CancellationToken.None);

        Time.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(ProgramEnd.UsedUp, (await running).End);
        await Eventually.TrueAsync(() => !processes.Any(IsAlive), "the program and its child are gone");
    }

    [Fact]
    public async Task RunAsync_ProgramThatReadsItsInput_HasLimitsByThen()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs the limits of Linux.");
        var result = await RunAsync("cat > /dev/null; ulimit -c; ulimit -n; ulimit -t", "input");

        Assert.Equal("0\n256\n61\n", Encoding.UTF8.GetString(result.Output.Span));
    }

    [Fact]
    public async Task RunAsync_MoreMemoryThanAllowed_Fails()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs the limits of Linux.");
        var result = await Runner.RunAsync(
            Shell("x=$(head -c 300000000 /dev/zero | tr '\\0' x); echo ${#x}") with { MaxAddressSpace = 64 * 1024 * 1024 }, TestContext.Current.CancellationToken);

        Assert.False(result.IsSuccess);
    }

    [Fact]
    public async Task RunAsync_NoSuchProgram_Throws() => await Assert.ThrowsAnyAsync<Exception>(async () =>
    {
        var result = await Runner.RunAsync(Shell("") with { Path = "/nowhere/at-all" }, TestContext.Current.CancellationToken);
        Assert.True(result.IsSuccess);
    });

    private static ProgramCommand Shell(string script) => new()
    {
        Path = "/bin/sh",
        Arguments = ["-c", script],
        MaxTime = TimeSpan.FromMinutes(1),
        MaxOutputBytes = 100_000,
    };

    private Task<ProgramResult> RunAsync(string script, string input = "") =>
        Runner.RunAsync(Shell(script) with { Input = Encoding.UTF8.GetBytes(input) }, TestContext.Current.CancellationToken);

    /// <summary>Starts a program that has a child and never ends; returns when both run, which they say through a pipe.</summary>
    private async Task<(Task<ProgramResult> Running, int[] Processes)> StartStuckAsync(CancellationToken cancellationToken)
    {
        var pipe = Path.Combine(_folder.FullName, "pipe");
        using (var mkfifo = Process.Start("mkfifo", [pipe]))
        {
            await mkfifo.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var running = Runner.RunAsync(Shell($"sleep 10000 & echo $$ $! > {pipe}; wait"), cancellationToken);
        var processes = await File.ReadAllTextAsync(pipe, TestContext.Current.CancellationToken);
        return (running, [.. processes.Split(' ').Select(static id => int.Parse(id, CultureInfo.InvariantCulture))]);
    }

    // A process that has ended but was not waited for is dead all the same.
    private static bool IsAlive(int process)
    {
        try
        {
            return !File.ReadAllText($"/proc/{process}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
