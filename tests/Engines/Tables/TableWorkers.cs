using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Encoding;
using WorkerGrains.Engines;
using WorkerGrains.Engines.Tables;
using WorkerGrains.Tests.Contracts.Encoding;

namespace WorkerGrains.Tests.Engines.Tables;

/// <summary>Both engines over processes of their own. Every failure they give is checked against the contract.</summary>
internal sealed class TableWorkers(Action<TableOptions>? configure = null) : IDisposable
{
    /// <summary>What runs the requests.</summary>
    public TableProcessPool Processes { get; } = new(Configured(configure), TimeProvider.System, NullLogger<TableProcessPool>.Instance);

    public TableQueryEngine QueryEngine => new(Processes);

    public TableProfileEngine ProfileEngine => new(Processes);

    public async Task<EngineOutcome<TableResult>> QueryAsync(QueryTable input, CancellationToken? cancellationToken = null)
    {
        AssertTaken(TableCapabilities.Query, input);
        return Declared(TableCapabilities.Query, await QueryEngine.RunAsync(input, new ItemList<TableRow> { HasReader = false }, cancellationToken ?? TestContext.Current.CancellationToken));
    }

    /// <summary>The same, its rows as they come.</summary>
    public async Task<EngineOutcome<TableResult>> StreamAsync(QueryTable input, IItemSink<TableRow> rows, CancellationToken? cancellationToken = null)
    {
        AssertTaken(TableCapabilities.Query, input);
        return Declared(TableCapabilities.Query, await QueryEngine.RunAsync(input, rows, cancellationToken ?? TestContext.Current.CancellationToken));
    }

    public Task<EngineOutcome<TableResult>> QueryAsync(string sql, params TableInput[] tables) =>
        QueryAsync(new QueryTable { Sql = sql, Tables = tables.Length == 0 ? [Csv("a,b\n1,x\n2,y\n")] : tables });

    public async Task<EngineOutcome<TableProfile>> ProfileAsync(ProfileTable input)
    {
        AssertTaken(TableCapabilities.Profile, input);
        return Declared(TableCapabilities.Profile, (await ProfileEngine.RunAsync([input], TestContext.Current.CancellationToken))[0]);
    }

    public void Dispose() => Processes.Dispose();

    public static TableInput Csv(string text, string name = "data") => new() { Name = name, Text = text, Format = TableFormat.Csv };

    public static TableInput File(string path, string name = "data") => new() { Name = name, Data = System.IO.File.ReadAllBytes(path) };

    public static string Rows(EngineOutcome<TableResult> outcome)
    {
        Assert.Null(outcome.Error);
        return string.Join('\n', outcome.Value!.Rows!.Select(static row => string.Join('|', row.Select(static value => value.GetRawText()))));
    }

    private static IOptions<TableOptions> Configured(Action<TableOptions>? configure)
    {
        var options = new TableOptions { MemoryMebibytes = 256 };
        configure?.Invoke(options);
        Assert.True(new TableOptionsValidator().Validate(null, options).Succeeded);
        return Options.Create(options);
    }

    private static void AssertTaken<TInput, TOutput>(Capability<TInput, TOutput> capability, TInput input)
        where TInput : class
        where TOutput : class
    {
        var encoded = capability.Input.Encode(input);
        Assert.True(capability.Input.TryDecode(encoded.Payload, encoded.ContentType, encoded.Parameters, out _, out var error), error?.Message);
    }

    private static EngineOutcome<TOutput> Declared<TInput, TOutput>(Capability<TInput, TOutput> capability, EngineOutcome<TOutput> outcome)
        where TInput : class
        where TOutput : class
    {
        if (outcome.Error is { } error)
        {
            Assert.Contains(capability.Errors, declared => declared.Code == error.Reason && declared.Kind == error.Code);
            Assert.DoesNotContain("/", error.Message, StringComparison.Ordinal);
        }
        else
        {
            var json = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(outcome.Value, ContractJson.Options);
            Assert.NotNull(System.Text.Json.JsonSerializer.Deserialize<TOutput>(json, ContractJson.Options));
            SchemaCheck.AssertPromised(capability, outcome.Value!);
        }

        return outcome;
    }
}
