using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using WorkerGrains.Contracts.Encoding;

namespace WorkerGrains.Tests.Contracts.Encoding;

public sealed class LongTextConverterTests
{
    [Theory]
    [InlineData("")]
    [InlineData("short \"and\" plain\n")]
    [InlineData("a\tb\\c\u0001d\u00e9\u20ac")]
    [InlineData("\ud83d\ude00")]
    public void Write_AnyText_IsWhatTheSerializerWrites(string unit)
    {
        // Longer than pieces, and of odd lengths, so that a pair of surrogates is cut by the end of one.
        foreach (var text in (string[])[unit, string.Concat(Enumerable.Repeat(unit, 20_000)), "x" + string.Concat(Enumerable.Repeat(unit, 20_000))])
        {
            var written = JsonSerializer.SerializeToUtf8Bytes(new Long(text), ContractJson.Options);

            Assert.Equal(JsonSerializer.SerializeToUtf8Bytes(new Plain(text), ContractJson.Options), written);
            Assert.Equal(text, JsonSerializer.Deserialize<Long>(written, ContractJson.Options)!.Text);
        }
    }

    [Fact]
    public void Write_NoText_IsLeftOut() => Assert.Equal("{}", JsonSerializer.Serialize(new Long(null), ContractJson.Options));

    [Theory]
    [InlineData("""{"text":1}""")]
    [InlineData("""{"text":["a"]}""")]
    public void Read_NoString_IsRefused(string json) => Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Long>(json, ContractJson.Options));

    [Fact]
    public void Generate_LongText_IsTextInTheSchema() =>
        Assert.True(JsonNode.DeepEquals(ContractSchema.Generate(typeof(Plain)), ContractSchema.Generate(typeof(Long))));

    private sealed record Plain(string? Text);

    private sealed record Long([property: JsonConverter(typeof(LongTextConverter))] string? Text);
}
