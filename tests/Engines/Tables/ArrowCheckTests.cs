using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Tests.Engines.Tables;

/// <summary>Arrow data whose offsets and indices point where nothing is: native readers would follow them.</summary>
public sealed class ArrowCheckTests(SharedTableWorkers shared) : IClassFixture<SharedTableWorkers>
{
    private readonly TableWorkers _workers = shared.Workers;

    [Theory]
    [InlineData(0, 3, 5)]
    [InlineData(0, 5, 3)]
    [InlineData(0, 2, 1_000_000)]
    [InlineData(0, 2, 5)]
    public async Task Query_TextOffsetsThatLie_AreRefused(int first, int second, int third)
    {
        var offsets = new ArrowBuffer.Builder<int>().Append(first).Append(second).Append(third).Build();
        var text = new ArrowBuffer.Builder<byte>().Append("héxyz"u8[..5]).Build();
        var array = new StringArray(2, offsets, text, ArrowBuffer.Empty, nullCount: 0);

        var outcome = await QueryAsync(array);

        if ((first, second, third) == (0, 3, 5))
        {
            Assert.Equal("\"hé\"\n\"xy\"", TableWorkers.Rows(outcome));
        }
        else
        {
            Assert.Equal("table.unreadable", outcome.Error?.Reason);
        }
    }

    [Fact]
    public async Task Query_ListOffsetsAndDictionaryIndicesThatLie_AreRefused()
    {
        var numbers = new Int32Array.Builder().Append(1).Append(2).Build();
        var list = new ListArray(new ListType(Int32Type.Default), 1, new ArrowBuffer.Builder<int>().Append(0).Append(1000).Build(), numbers, ArrowBuffer.Empty, 0);
        var dictionary = new DictionaryArray(new DictionaryType(Int32Type.Default, Int32Type.Default, false), new Int32Array.Builder().Append(7).Build(), numbers);

        Assert.Equal("table.unreadable", (await QueryAsync(list)).Error?.Reason);
        Assert.Equal("table.unreadable", (await QueryAsync(dictionary)).Error?.Reason);
    }

    [Fact]
    public async Task Query_ArrowThatIsCutOrScrambled_IsAnsweredOrRefused()
    {
        var good = (await _workers.QueryAsync(new QueryTable
        {
            Data = "a\n1\n"u8.ToArray(),
            Sql = "SELECT i, 'é' || i AS t, [i, NULL] AS l, {'a': 't' || i} AS s FROM range(50) r(i)",
            Format = TableResultFormat.Arrow,
        })).Value!.Data!.Value.ToArray();
        var random = new Random(3);
        for (var round = 0; round < 150; round++)
        {
            var bad = good[..(round % 3 == 0 ? random.Next(8, good.Length) : good.Length)];
            for (var change = 0; change < round % 10; change++)
            {
                bad[random.Next(bad.Length)] = (byte)random.Next(256);
            }

            var outcome = await _workers.QueryAsync("SELECT * FROM data", new TableInput { Data = bad, Format = TableFormat.Arrow });

            Assert.True(outcome.IsSuccess || outcome.Error.Reason is "table.unreadable" or "table.out_of_memory", outcome.Error?.Message);
        }
    }

    private async Task<WorkerGrains.Engines.EngineOutcome<TableResult>> QueryAsync(IArrowArray array)
    {
        using var stream = new MemoryStream();
        var schema = new Schema([new Field("c", array.Data.DataType, nullable: true)], null);
        using (var writer = new ArrowStreamWriter(stream, schema, leaveOpen: true))
        {
            await writer.WriteRecordBatchAsync(new RecordBatch(schema, [array], array.Length), TestContext.Current.CancellationToken);
            await writer.WriteEndAsync(TestContext.Current.CancellationToken);
        }

        return await _workers.QueryAsync("SELECT c FROM data", new TableInput { Data = stream.ToArray(), Format = TableFormat.Arrow });
    }
}
