using System.IO.Compression;
using System.Text;
using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Tests.Silo.Hostile;

/// <summary>Tables and SQL made to reach what they should not, or to cost time or memory, through the gateway.</summary>
public sealed class HostileTableTests(SharedSilo silo) : IClassFixture<SharedSilo>
{
    private const string All = "sql=FROM%20data";

    private static readonly Dictionary<string, (Func<byte[]> Table, string MediaType, string Outcomes)> s_tables = new()
    {
        ["CSV of one line of 100 MB"] = (static () => Filled(100_000_000, (byte)'x'), "text/csv", "table.too_large"),
        ["CSV of one line of commas"] = (static () => Filled(1_000_000, (byte)','), "text/csv", "table.too_large|table.out_of_memory"),
        ["NDJSON of one line of 10 MB"] = (static () => Encoding.UTF8.GetBytes($"{{\"a\":\"{new string('x', 10_000_000)}\"}}\n"), "application/x-ndjson", "table.too_large"),
        ["JSON nested 200,000 deep"] = (static () => Encoding.UTF8.GetBytes("[{\"a\":" + new string('[', 200_000) + new string(']', 200_000) + "}]"), "application/octet-stream", "table.unreadable|table.crashed"),
        ["CSV in a gzip"] = (static () => Gzip("a\n1\n"u8.ToArray()), "application/octet-stream", "table.format_unknown"),
        ["CSV in a gzip, said to be CSV"] = (static () => Gzip(Filled(50_000_000, (byte)'\n')), "text/csv", "table.format_unknown"),
    };

    public static TheoryData<string> TableNames { get; } = new(s_tables.Keys);

    public static TheoryData<string, string> Statements { get; } = new()
    {
        { "SELECT * FROM read_csv('/etc/passwd')", "table.sql_not_allowed" },
        { "SELECT content FROM read_text('/proc/self/environ')", "table.sql_not_allowed" },
        { "SELECT * FROM '/etc/passwd'", "table.sql_invalid" },
        { "SELECT * FROM glob('/**')", "table.sql_not_allowed" },
        { "SELECT * FROM read_json('http://127.0.0.1:1/x.json')", "table.sql_not_allowed" },
        { "SELECT getenv('PATH')", "table.sql_invalid" },
        { "SET enable_external_access = true", "table.sql_not_allowed" },
        { "PRAGMA memory_limit = '100GB'", "table.sql_not_allowed" },
        { "ATTACH '/tmp/other.db'", "table.sql_not_allowed" },
        { "INSTALL httpfs", "table.sql_not_allowed" },
        { "LOAD httpfs", "table.sql_not_allowed" },
        { "COPY data TO '/tmp/out.csv'", "table.sql_not_allowed" },
        { "EXPORT DATABASE '/tmp/out'", "table.sql_not_allowed" },
        { "SELECT 1; SET threads = 64", "table.sql_not_allowed" },
        { "CREATE SECRET (TYPE s3, KEY_ID 'x')", "table.sql_failed" },
        { "SELECT regexp_matches(repeat('a', 100000) || '!', '(a+)+$')", GatewayAnswer.Answered },
        { "SELECT regexp_matches('a', '((((a{100}){100}){100}){100})')", "table.sql_failed" },
        { "SELECT regexp_replace(repeat('a', 1000000), '(a|aa)+', 'b', 'g')", GatewayAnswer.Answered },
        { "SELECT repeat('x', 20000000)", "table.result_too_large" },
        { "SELECT json_transform('1', repeat('[', 1000000) || '\"INTEGER\"' || repeat(']', 1000000))", "table.crashed" },
    };

    [Theory]
    [MemberData(nameof(TableNames))]
    public async Task Http_Table_IsReadOrRefused(string name)
    {
        var (table, mediaType, outcomes) = s_tables[name];
        var bytes = table();

        await Endurance.AssertAsync(silo, TableCapabilities.Query, GatewayAnswer.Raw(bytes, mediaType), outcomes, All);
    }

    [Fact]
    public async Task Http_ParquetThatLies_IsReadOrRefused()
    {
        foreach (var file in Directory.EnumerateFiles(SharedFiles.PathOrSkip("data", "tables", "parquet-bad"), "*.parquet"))
        {
            var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);

            await Endurance.AssertAsync(silo, TableCapabilities.Query, Parquet(bytes), "table.unreadable|answered", All);
            await Endurance.AssertAsync(silo, TableCapabilities.Profile, Parquet(bytes), "table.unreadable|answered");
        }
    }

    [Fact]
    public async Task Http_ParquetThatUnpacksToGigabytes_IsRefused()
    {
        var bytes = await File.ReadAllBytesAsync(SharedFiles.PathOrSkip("data", "tables", "parquet", "large_string_map.brotli.parquet"), TestContext.Current.CancellationToken);

        await Endurance.AssertAsync(silo, TableCapabilities.Query, Parquet(bytes), "table.out_of_memory", All);
        await Endurance.AssertAsync(silo, TableCapabilities.Profile, Parquet(bytes), "table.out_of_memory");
    }

    [Theory]
    [MemberData(nameof(Statements))]
    public async Task Http_Sql_IsAnsweredOrRefused(string sql, string outcomes)
    {
        var answer = await Endurance.AssertAsync(silo, TableCapabilities.Query, GatewayAnswer.Raw("a,b\n1,x\n"u8.ToArray(), "text/csv"), outcomes, "sql=" + Uri.EscapeDataString(sql));

        Assert.DoesNotContain("root:", answer.Detail ?? answer.Output?.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT (i + 1) % 10 FROM n) SELECT count(*) FROM n")]
    [InlineData("SELECT sum(a.range * b.range) FROM range(100000000) a, range(100000000) b")]
    [InlineData("SELECT repeat('a', 60) LIKE '%a_%a_%a_%a_%a_%a_%a_%a_%a_%b'")]
    public async Task Http_SqlThatLoopsForEver_EndsAtTheDeadline(string sql)
    {
        var query = "sql=" + Uri.EscapeDataString(sql);

        await Endurance.AssertAsync(silo, TableCapabilities.Query, GatewayAnswer.Raw("a\n1\n"u8.ToArray(), "text/csv"), "deadline_exceeded", query, TimeSpan.FromSeconds(2));
        await Endurance.AssertAsync(silo, TableCapabilities.Query, GatewayAnswer.Raw("a\n1\n"u8.ToArray(), "text/csv"), GatewayAnswer.Answered, All);
    }

    [Fact]
    public async Task Http_FormulasInCsv_AreEscapedOnRequest()
    {
        var table = "name,note\nx,\"=cmd|' /C calc'!A0\"\ny,+1\nz,@SUM(1)\n-w,\"\t=1\"\n"u8.ToArray();

        var plain = await Endurance.AssertAsync(silo, TableCapabilities.Query, GatewayAnswer.Raw(table, "text/csv"), GatewayAnswer.Answered, All + "&format=csv");
        var escaped = await Endurance.AssertAsync(silo, TableCapabilities.Query, GatewayAnswer.Raw(table, "text/csv"), GatewayAnswer.Answered, All + "&format=csv&escapeFormulas=true");

        Assert.Contains("x,=cmd", plain.Output!.Value.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal("name,note\nx,'=cmd|' /C calc'!A0\ny,'+1\nz,'@SUM(1)\n'-w,'\t=1\n", escaped.Output!.Value.GetProperty("text").GetString());
    }

    private static HttpContent Parquet(byte[] bytes) => GatewayAnswer.Raw(bytes, "application/vnd.apache.parquet");

    private static byte[] Filled(int length, byte value)
    {
        var bytes = new byte[length];
        bytes.AsSpan().Fill(value);
        return bytes;
    }

    private static byte[] Gzip(byte[] content)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return stream.ToArray();
    }
}
