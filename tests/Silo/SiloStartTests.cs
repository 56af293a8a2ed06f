using System.Globalization;
using System.Net.Http.Json;
using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Tests.Silo;

public sealed class SiloStartTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_NothingConfigured_SaysWhereItListensAndWhatToTry()
    {
        await using var silo = await SiloProcess.StartAsync("only");

        await Eventually.TrueAsync(() => silo.Process.Output.Contains("is ready on", StringComparison.Ordinal), "the silo says that it is ready");
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"curl http://127.0.0.1:{silo.HttpPort}/v1/capabilities/example.greet/run"), silo.Process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_OnATakenPort_SaysSoInASentence()
    {
        await using var first = await SiloProcess.StartAsync("first");

        await using var second = SiloProcess.Run(
            "--urls", "http://127.0.0.1:0",
            string.Create(CultureInfo.InvariantCulture, $"--Cluster:SiloPort={first.SiloPort}"),
            string.Create(CultureInfo.InvariantCulture, $"--Cluster:ClientPort={Ports.Free(1)[0]}"));

        Assert.Equal(1, await second.WaitForExitAsync(Cancellation));
        Assert.Contains("is taken, perhaps by another silo", second.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", second.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--Cluster:SiloPort=0", "SiloPort")]
    [InlineData("--Cluster:SiloPort=many", "SiloPort")]
    [InlineData("--Cluster:Id=no spaces", "Cluster:Id")]
    [InlineData("--Cluster:Address=elsewhere", "Cluster:Address")]
    [InlineData("--Controller:MaxAttempts=0", "MaxAttempts")]
    [InlineData("--Modules:0=missing.dll", "missing.dll")]
    [InlineData("--State:Store=Paper", "State:Store")]
    [InlineData("--State:Sqlite:FileName=../elsewhere", "State:Sqlite:FileName")]
    [InlineData("--State:Sqlite:Readers=0", "Readers")]
    [InlineData("--Notes:MaxNotes=0", "MaxNotes")]
    [InlineData("--State:Sqlite:Path=/proc/state", "State:Sqlite:Path")]
    public async Task Start_WrongOption_NamesIt(string argument, string named)
    {
        await using var silo = SiloProcess.Run("--urls", "http://127.0.0.1:0", argument);

        Assert.Equal(1, await silo.WaitForExitAsync(Cancellation));
        Assert.Contains(named, silo.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", silo.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_RedisIsNotThere_SaysSoInASentence()
    {
        var ports = Ports.Free(3);
        await using var silo = SiloProcess.Run(
            "--urls", "http://127.0.0.1:0",
            "--Cluster:Store=Redis",
            string.Create(CultureInfo.InvariantCulture, $"--Cluster:Redis=127.0.0.1:{ports[0]},connectTimeout=500,connectRetry=1"),
            string.Create(CultureInfo.InvariantCulture, $"--Cluster:SiloPort={ports[1]}"),
            string.Create(CultureInfo.InvariantCulture, $"--Cluster:ClientPort={ports[2]}"));

        Assert.Equal(1, await silo.WaitForExitAsync(Cancellation));
        Assert.Contains("Redis cannot be reached", silo.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_StateFileThatIsNone_SaysWhatToDoInASentence()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "workergrains.db"), new string('x', 5000), Cancellation);
        await using var silo = SiloProcess.Run("--urls", "http://127.0.0.1:0", $"--State:Sqlite:Path={folder.Path}");

        Assert.Equal(1, await silo.WaitForExitAsync(Cancellation));
        Assert.Contains("The state file is damaged or no state file. Put a backup in its place", silo.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", silo.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_FileForAClusterOfSeveralMachines_IsRefused()
    {
        var ports = Ports.Free(2);
        await using var silo = SiloProcess.Run(
            "--urls", "http://127.0.0.1:0",
            "--Cluster:Store=Redis",
            "--State:Store=Sqlite",
            string.Create(CultureInfo.InvariantCulture, $"--Cluster:SiloPort={ports[0]}"),
            string.Create(CultureInfo.InvariantCulture, $"--Cluster:ClientPort={ports[1]}"));

        Assert.Equal(1, await silo.WaitForExitAsync(Cancellation));
        Assert.Contains("Leave out --State:Store", silo.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_Asked_EndsWithoutComplaint()
    {
        await using var silo = await SiloProcess.StartAsync("only");
        using var answer = await silo.Http.PostAsJsonAsync("/v1/capabilities/example.greet/run", new { message = "Hello" }, Cancellation);
        Assert.Equal("Hello", (await answer.Content.ReadFromJsonAsync<Greeting>(Cancellation))?.Message);

        Assert.Equal(0, await silo.Process.StopAsync(Cancellation));
    }
}
