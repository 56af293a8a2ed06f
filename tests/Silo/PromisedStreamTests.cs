using System.Text;

namespace WorkerGrains.Tests.Silo;

public sealed class PromisedStreamTests
{
    private const string NdJson = "{\"sequence\":1,\"item\":{\"n\":1}}\n{\"sequence\":2,\"item\":{\"n\":2}}\n{\"sequence\":3,\"result\":{\"all\":2}}\n";
    private const string EventStream = "id: 1\nevent: item\ndata: {\"n\":1}\n\n:\n\nid: 2\nevent: item\ndata: {\"n\":2}\n\nid: 3\nevent: result\ndata: {\"all\":2}\n\n";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(NdJson, false, 1)]
    [InlineData(NdJson, false, 1000)]
    [InlineData(EventStream, true, 1)]
    [InlineData(EventStream, true, 1000)]
    public async Task ReadAsync_AnyPieces_HasEveryEventLookedAtAndChangesNothing(string text, bool isEventStream, int pieces)
    {
        var seen = new List<string>();
        using var source = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        using var content = new PromisedStream(source, isEventStream, (kind, json) => seen.Add($"{kind} {Encoding.UTF8.GetString(json.Span)}"));

        await using var stream = await content.ReadAsStreamAsync(Cancellation);
        using var read = new MemoryStream();
        await stream.CopyToAsync(read, pieces, Cancellation);

        Assert.Equal(["item {\"n\":1}", "item {\"n\":2}", "result {\"all\":2}"], seen);
        Assert.Equal(text, Encoding.UTF8.GetString(read.ToArray()));
    }

    [Fact]
    public async Task ReadAsync_EventThatIsNotAsPromised_FailsItsReader()
    {
        using var source = new ByteArrayContent(Encoding.UTF8.GetBytes(NdJson));
        using var content = new PromisedStream(source, isEventStream: false, static (kind, _) => Assert.NotEqual("result", kind));

        await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(() => content.ReadAsStringAsync(Cancellation));
    }
}
