using System.Text;
using Apache.Arrow;
using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Engines;
using WorkerGrains.Tables.Arrow;

namespace WorkerGrains.Tests.Engines.Tables;

/// <summary>Arrow data that is compressed, and columns of the rarer types.</summary>
public sealed class ArrowTypesTests(SharedTableWorkers fixture) : IClassFixture<SharedTableWorkers>
{
    private const string LongText = "a text that is longer than what fits into a view, ö";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(CompressionCodecType.Lz4Frame, false)]
    [InlineData(CompressionCodecType.Lz4Frame, true)]
    [InlineData(CompressionCodecType.Zstd, false)]
    [InlineData(CompressionCodecType.Zstd, true)]
    public async Task Query_CompressedArrow_IsRead(CompressionCodecType codec, bool isFile)
    {
        var numbers = Numbers(10_000, static row => row % 3);
        var bytes = await WriteAsync(numbers, codec, isFile: isFile);

        var outcome = await QueryAsync(bytes, "SELECT count(*), sum(c) FROM data");

        Assert.InRange(bytes.Length, 100, 40_000);
        Assert.Equal("10000|9999", TableWorkers.Rows(outcome));
    }

    [Theory]
    [InlineData(CompressionCodecType.Lz4Frame)]
    [InlineData(CompressionCodecType.Zstd)]
    public async Task Query_CompressedArrowThatGrowsTooFar_IsRefused(CompressionCodecType codec)
    {
        using var small = new TableWorkers(static options => options.MemoryMebibytes = 64);
        var bytes = await WriteAsync(Numbers(3_000_000, static _ => 7), codec, count: 4);

        var outcome = await small.QueryAsync("SELECT 1", new TableInput { Data = bytes, Format = TableFormat.Arrow });

        Assert.Equal("table.out_of_memory", outcome.Error?.Reason);
    }

    [Fact]
    public async Task ReadNext_MoreThanTheBound_IsNotDecompressed()
    {
        var bytes = await WriteAsync(Numbers(100_000, static _ => 7), CompressionCodecType.Zstd, count: 2);
        using var enough = new CheckedArrowStream(new MemoryStream(bytes), maxBytes: 1_600_000);
        using var tooLittle = new CheckedArrowStream(new MemoryStream(bytes), maxBytes: 1_599_000);

        Assert.Equal([100_000, 100_000, null], [(await enough.ReadNextRecordBatchAsync(Cancellation))?.Length, (await enough.ReadNextRecordBatchAsync(Cancellation))?.Length, (await enough.ReadNextRecordBatchAsync(Cancellation))?.Length]);
        Assert.Equal(100_000, (await tooLittle.ReadNextRecordBatchAsync(Cancellation))?.Length);
        await Assert.ThrowsAsync<InvalidDataException>(async () => await tooLittle.ReadNextRecordBatchAsync(Cancellation));
        Assert.Equal((ArrowFault.None, ArrowFault.TooLarge), (enough.Fault, tooLittle.Fault));
    }

    [Fact]
    public async Task Query_CompressedArrowThatIsCutOrScrambled_IsAnsweredOrRefused()
    {
        var random = new Random(5);
        foreach (var codec in (CompressionCodecType[])[CompressionCodecType.Lz4Frame, CompressionCodecType.Zstd])
        {
            var good = await WriteAsync(Numbers(2000, static row => row * 7919 % 1000), codec);
            for (var round = 0; round < 60; round++)
            {
                var bad = good[..(round % 4 == 0 ? random.Next(8, good.Length) : good.Length)];
                for (var change = 0; change < 1 + (round % 6); change++)
                {
                    bad[random.Next(bad.Length)] = (byte)random.Next(256);
                }

                var outcome = await QueryAsync(bad, "SELECT * FROM data");

                // The length of a message that lies has its reader ask for more memory than the process may have, which can end it.
                Assert.True(outcome.IsSuccess || outcome.Error.Reason is "table.unreadable" or "table.out_of_memory" or "table.type_unsupported" or "table.crashed", $"{codec}, round {round}: {outcome.Error?.Message}");
            }
        }
    }

    [Fact]
    public async Task Query_Views_AreRead()
    {
        var texts = new StringViewArray.Builder().Append("short").Append(LongText).AppendNull().Append("").Append(LongText + "!").Build();
        var bytes = new BinaryViewArray.Builder().Append([1, 2]).Append(new byte[20]).Build();
        var lists = new ListViewArray.Builder(Int32Type.Default);
        ((Int32Array.Builder)lists.Append().ValueBuilder).Append(1).Append(2);
        lists.AppendNull();
        ((Int32Array.Builder)lists.Append().ValueBuilder).Append(3);

        Assert.Equal($"\"short\"\n\"{LongText}\"\nnull\n\"\"\n\"{LongText}!\"", TableWorkers.Rows(await QueryAsync(await WriteAsync(texts), "FROM data")));
        Assert.Equal("2\n20", TableWorkers.Rows(await QueryAsync(await WriteAsync(bytes), "SELECT octet_length(c) FROM data")));
        Assert.Equal("[1,2]\nnull\n[3]", TableWorkers.Rows(await QueryAsync(await WriteAsync(lists.Build()), "FROM data")));
    }

    [Theory]
    [InlineData(20, 0, 0, true)]
    [InlineData(20, 1, 0, false)]
    [InlineData(20, -1, 0, false)]
    [InlineData(20, 0, 1, false)]
    [InlineData(20, 0, -1, false)]
    [InlineData(21, 0, 0, false)]
    [InlineData(int.MaxValue, 0, 20, false)]
    [InlineData(-1, 0, 0, false)]
    [InlineData(20, 0, 0, false, "efgh")]
    [InlineData(20, 0, 0, false, "abcd", "abcdefghijklmnopqrs\u00ff")]
    public void IsSound_Views_AreThoseThatLeadToTexts(int length, int buffer, int offset, bool isSound, string prefix = "abcd", string value = "abcdefghijklmnopqrst")
    {
        var views = new ArrowBuffer.Builder<int>().Append(length).Append(BitConverter.ToInt32(Encoding.Latin1.GetBytes(prefix))).Append(buffer).Append(offset).Build();
        var text = new ArrowBuffer(Encoding.Latin1.GetBytes(value));

        Assert.Equal(isSound, IsSound(new StringViewArray(new ArrayData(StringViewType.Default, 1, 0, 0, [ArrowBuffer.Empty, views, text]))));
    }

    [Theory]
    [InlineData(1, 1, true)]
    [InlineData(2, 0, true)]
    [InlineData(0, 3, false)]
    [InlineData(2, 1, false)]
    [InlineData(-1, 1, false)]
    [InlineData(0, -1, false)]
    [InlineData(int.MaxValue, int.MaxValue, false)]
    public void IsSound_ListViews_AreThoseThatLeadToEntries(int offset, int size, bool isSound)
    {
        var child = new Int32Array.Builder().Append(1).Append(2).Build();
        var (offsets, sizes) = (new ArrowBuffer.Builder<int>().Append(offset).Build(), new ArrowBuffer.Builder<int>().Append(size).Build());

        Assert.Equal(isSound, IsSound(new ListViewArray(new ArrayData(new ListViewType(Int32Type.Default), 1, 0, 0, [ArrowBuffer.Empty, offsets, sizes], [child.Data]))));
    }

    [Fact]
    public async Task Query_TypesThatAreNotRead_AreRefusedByName()
    {
        var numbers = new Int32Array.Builder().Append(1).Append(2).Append(3).Build();
        var union = new SparseUnionArray(
            new UnionType([new Field("i", Int32Type.Default, nullable: true)], [0], UnionMode.Sparse), 3, [numbers], new ArrowBuffer.Builder<byte>().Append(0).Append(0).Append(0).Build());
        var runs = new RunEndEncodedArray(numbers, numbers);
        var nested = new StructArray(new StructType([new Field("u", union.Data.DataType, nullable: true)]), 3, [union], ArrowBuffer.Empty);

        foreach (var array in (IArrowArray[])[union, runs, nested])
        {
            var outcome = await QueryAsync(await WriteAsync(array), "FROM data");

            Assert.Equal("table.type_unsupported", outcome.Error?.Reason);
            Assert.Contains("'c'", outcome.Error!.Message, StringComparison.Ordinal);
        }
    }

    private static bool IsSound(IArrowArray array) =>
        ArrowCheck.IsSound(new RecordBatch(new Schema([new Field("c", array.Data.DataType, nullable: true)], null), [array], array.Length));

    private static Int64Array Numbers(int count, Func<int, long> value)
    {
        var numbers = new Int64Array.Builder().Reserve(count);
        for (var row = 0; row < count; row++)
        {
            numbers.Append(value(row));
        }

        return numbers.Build();
    }

    private static async Task<byte[]> WriteAsync(IArrowArray array, CompressionCodecType? codec = null, bool isFile = false, int count = 1)
    {
        using var stream = new MemoryStream();
        var schema = new Schema([new Field("c", array.Data.DataType, nullable: true)], null);
        var options = new IpcOptions { CompressionCodec = codec, CompressionCodecFactory = codec is null ? null : new CompressionCodecFactory() };
        using (var writer = isFile ? new ArrowFileWriter(stream, schema, leaveOpen: true, options) : new ArrowStreamWriter(stream, schema, leaveOpen: true, options))
        {
            for (var batch = 0; batch < count; batch++)
            {
                await writer.WriteRecordBatchAsync(new RecordBatch(schema, [array], array.Length), Cancellation);
            }

            await writer.WriteEndAsync(Cancellation);
        }

        return stream.ToArray();
    }

    private Task<EngineOutcome<TableResult>> QueryAsync(byte[] arrow, string sql) =>
        fixture.Workers.QueryAsync(sql, new TableInput { Data = arrow, Format = TableFormat.Arrow });
}
