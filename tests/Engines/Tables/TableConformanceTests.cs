using System.Text.Json;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Encoding;

namespace WorkerGrains.Tests.Engines.Tables;

public sealed class TableQueryConformanceTests(SharedTableWorkers fixture) : EngineConformance, IClassFixture<SharedTableWorkers>
{
    private protected override ValueTask<EngineUnderTest> StartAsync() => new(new EngineUnderTest<QueryTable, TableResult>
    {
        Engine = new StreamingAsEngine<QueryTable, TableRow, TableResult>(fixture.Workers.QueryEngine),
        Inputs = [static () => Query("SELECT sum(a) AS n FROM data"), static () => Query("SELECT b FROM data ORDER BY b DESC"), static () => Query("SELECT count(*) AS n FROM data")],
        BadInput = static () => Query("SELECT nothing FROM data"),
        Lanes = 2,
        Same = static (one, other) => JsonSerializer.Serialize(one, ContractJson.Options) == JsonSerializer.Serialize(other, ContractJson.Options),
    });

    private static QueryTable Query(string sql) => new() { Data = "a,b\n1,x\n2,y\n"u8.ToArray(), Sql = sql };
}

public sealed class TableProfileConformanceTests(SharedTableWorkers fixture) : EngineConformance, IClassFixture<SharedTableWorkers>
{
    private protected override ValueTask<EngineUnderTest> StartAsync() => new(new EngineUnderTest<ProfileTable, TableProfile>
    {
        Engine = fixture.Workers.ProfileEngine,
        Inputs = [static () => Profile("a\n1\n2\n"), static () => Profile("b\nx\ny\n"), static () => Profile("c\n1\n")],
        BadInput = static () => Profile("a\n1\n") with { Columns = ["nothing"] },
        Lanes = 2,
        StopsWhenCanceled = false,
        Same = static (one, other) => JsonSerializer.Serialize(one, ContractJson.Options) == JsonSerializer.Serialize(other, ContractJson.Options),
    });

    private static ProfileTable Profile(string csv) => new() { Table = TableWorkers.Csv(csv) };
}
