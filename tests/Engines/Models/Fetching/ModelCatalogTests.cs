using System.Net;
using System.Text;
using WorkerGrains.Engines.Models.Fetching;

namespace WorkerGrains.Tests.Engines.Models.Fetching;

public sealed class ModelCatalogTests : IDisposable
{
    private const string Hash = "332b89acc4539293614f766e4742e64b125d17d867de43e0235a2f788d639d12";
    private const string Two = $$"""
        {
          "double": {
            "9": { "url": "https://models.example/double-9.onnx", "sha256": "{{Hash}}", "bytes": 116, "licence": "MIT" },
            "10": { "url": "files/double.onnx", "sha256": "{{Hash}}", "bytes": 117, "licence": "Apache-2.0" }
          },
          "other": { "1": { "url": "other.zip", "sha256": "{{Hash}}", "bytes": 1, "licence": "MIT" } }
        }
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _client = new(new Answering(Two));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _client.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Find_NoVersion_IsTheHighestBesideTheCatalogue()
    {
        var found = (await ReadAsync(Two)).Find("double", null);

        Assert.Equal((10, Path.Combine(_folder.Path, "files/double.onnx")), (found.Version, found.Source));
        Assert.Equal((Hash, 117L, "Apache-2.0"), (found.Entry.Sha256, found.Entry.Bytes, found.Entry.Licence));
    }

    [Fact]
    public async Task Find_Version_IsThatOne() => Assert.Equal((9, "https://models.example/double-9.onnx"), (await ReadAsync(Two)).Find("double", 9) is var (version, source, _) ? (version, source) : default);

    [Fact]
    public async Task Find_CatalogueOnAServer_ResolvesNamesAgainstItsUrl()
    {
        var catalog = await ModelCatalog.ReadAsync("https://models.example/lists/catalog.json", _client, TimeProvider.System, Cancellation);

        Assert.Equal("https://models.example/lists/other.zip", catalog.Find("other", null).Source);
    }

    [Theory]
    [InlineData("triple", null, "no model 'triple'. It has: double, other.")]
    [InlineData("double", 3, "no version 3 of the model 'double'. It has: 9, 10.")]
    public async Task Find_WhatIsNotThere_SaysWhatIs(string name, int? version, string says)
    {
        var catalog = await ReadAsync(Two);

        Assert.Contains(says, Assert.Throws<FetchException>(() => catalog.Find(name, version)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../elsewhere.onnx")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../b.onnx")]
    [InlineData("a\\b.onnx")]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://models.example/a.onnx")]
    [InlineData("")]
    public async Task Find_UrlThatLeadsElsewhere_IsRefused(string url)
    {
        var catalog = await ReadAsync($$"""{ "double": { "1": { "url": {{System.Text.Json.JsonSerializer.Serialize(url)}}, "sha256": "{{Hash}}", "bytes": 1, "licence": "MIT" } } }""");

        Assert.Contains("neither one of http or https", Assert.Throws<FetchException>(() => catalog.Find("double", null)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "url": "a.onnx", "sha256": "0", "bytes": 0, "licence": "MIT" }""", "1", "size and the licence")]
    [InlineData("""{ "url": "a.onnx", "sha256": "0", "bytes": 5, "licence": "" }""", "1", "size and the licence")]
    [InlineData("""{ "url": "a.onnx", "sha256": "0", "bytes": 5, "licence": "MIT" }""", "latest", "versions are numbers")]
    [InlineData("""{ "url": "a.onnx", "sha256": "0", "bytes": 5, "licence": "MIT" }""", "0", "versions are numbers")]
    public async Task Find_EntryThatCannotBe_SaysWhy(string entry, string version, string says)
    {
        var catalog = await ReadAsync($$"""{ "double": { "{{version}}": {{entry}} } }""");

        Assert.Contains(says, Assert.Throws<FetchException>(() => catalog.Find("double", null)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no JSON", "in line 1")]
    [InlineData("[]", "it is JSON, and has for each name")]
    [InlineData("""{ "double": { "1": { "url": "a.onnx", "sha256": "0", "licence": "MIT" } } }""", "it is JSON, and has for each name")]
    [InlineData("""{ "double": { "1": { "url": "a.onnx", "sha256": "0", "bytes": 5, "licence": "MIT", "licens": "" } } }""", "at double.1.licens")]
    public async Task ReadAsync_WhatIsNoCatalogue_SaysSo(string text, string says) =>
        Assert.Contains(says, (await Assert.ThrowsAsync<FetchException>(() => ReadAsync(text))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task ReadAsync_TooLarge_IsRefused() =>
        Assert.Contains("4 MiB", (await Assert.ThrowsAsync<FetchException>(() => ReadAsync(new string(' ', (4 * 1024 * 1024) + 1)))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("http://models.example/catalog.json", "over https")]
    [InlineData("https://gone.example/catalog.json", "cannot be read")]
    [InlineData("/no/such/catalog.json", "cannot be read")]
    public async Task ReadAsync_WhatCannotBeHad_SaysSo(string source, string says) =>
        Assert.Contains(says, (await Assert.ThrowsAsync<FetchException>(() => ModelCatalog.ReadAsync(source, _client, TimeProvider.System, Cancellation))).Message, StringComparison.Ordinal);

    private async Task<ModelCatalog> ReadAsync(string text)
    {
        var path = Path.Combine(_folder.Path, "catalog.json");
        await File.WriteAllTextAsync(path, text, Cancellation);
        return await ModelCatalog.ReadAsync(path, _client, TimeProvider.System, Cancellation);
    }

    /// <summary>A server that has one text, and another that has nothing.</summary>
    private sealed class Answering(string text) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(
            request.RequestUri!.Host == "gone.example" ? new HttpResponseMessage(HttpStatusCode.NotFound) : new HttpResponseMessage { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(text)) });
    }
}
