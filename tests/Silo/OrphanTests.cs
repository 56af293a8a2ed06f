using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Tests.Engines.Documents;

namespace WorkerGrains.Tests.Silo;

/// <summary>What becomes of the programs of a silo that is killed.</summary>
public sealed class OrphanTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SiloKilled_ProgramsThatItRan_EndByThemselves()
    {
        DocumentConverterFixture.PathOrSkip("pandoc", "pandoc");
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs the limits of Linux.");
        await using var silo = await SiloProcess.StartAsync("orphans", "--Documents:MaxTime=00:00:04");
        const string Endless = "SELECT repeat('a', 60) LIKE '%a_%a_%a_%a_%a_%a_%a_%a_%a_%b'";
        var document = silo.Http.PostAsync(Run(DocumentCapabilities.Convert.Name, "from=markdown&to=html"), GatewayAnswer.Raw([.. Enumerable.Repeat((byte)'[', 3_000_000)]), Cancellation);
        var table = silo.Http.PostAsync(Run(TableCapabilities.Query.Name, "sql=" + Uri.EscapeDataString(Endless)), GatewayAnswer.Raw("a\n1\n"u8.ToArray(), "text/csv"), Cancellation);
        IReadOnlyList<int> programs = [];
        await Eventually.TrueAsync(
            () => (programs = [.. ChildPrograms.Of(silo, "pandoc"), .. ChildPrograms.Of(silo, "WorkerGrains.Tables.dll")]).Count(ChildPrograms.Runs) >= 2, "pandoc and the process for tables run");

        // The silo alone: the programs are not killed with it.
        ChildPrograms.Kill(silo.Process.Id);

        await silo.Process.WaitForExitAsync(Cancellation);
        await Assert.ThrowsAsync<HttpRequestException>(() => document);
        await Assert.ThrowsAsync<HttpRequestException>(() => table);
        await Eventually.TrueAsync(() => !programs.Any(ChildPrograms.Runs), "the programs have ended");
    }

    private static Uri Run(string capability, string query) => new($"/v1/capabilities/{capability}/run?{query}", UriKind.Relative);
}
