using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using WorkerGrains.Client;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Tests.Engines.Documents;

namespace WorkerGrains.Tests.Silo;

/// <summary>Documents, pages and files of every type through the running gateway and from a .NET client.</summary>
public sealed class DocumentRequestTests(SharedSilo silo) : IClassFixture<SharedSilo>
{
    private const int MaxFileBytes = 4_000_000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Http_EveryDocument_IsConvertedAsForTheClientOrRefusedAsDeclared()
    {
        DocumentConverterFixture.PathOrSkip("pandoc", "pandoc");
        var converted = 0;
        foreach (var file in Directory.EnumerateFiles(SharedFiles.PathOrSkip("data", "documents"), "*", SearchOption.AllDirectories))
        {
            var bytes = await File.ReadAllBytesAsync(file, Cancellation);
            var (output, code) = await PostAsync(DocumentCapabilities.Convert, $"to=html&fileName={Uri.EscapeDataString(Path.GetFileName(file))}", bytes);
            var document = new ConvertDocument { Data = bytes, To = "html", FileName = Path.GetFileName(file) };
            if (code is not null)
            {
                Assert.Equal(code, (await Assert.ThrowsAsync<WorkException>(() => silo.Client.RunAsync(DocumentCapabilities.Convert, document, Cancellation))).Error.Reason);
                continue;
            }

            // The client takes the same way from the controller on: a few show it.
            if (converted++ % 5 == 0)
            {
                Assert.Equal((await silo.Client.RunAsync(DocumentCapabilities.Convert, document, Cancellation)).Sha256, output!.Value.GetProperty("sha256").GetString());
            }
        }

        Assert.True(converted >= 20, $"{converted} documents were converted.");
    }

    [Theory]
    [InlineData("", "text/html", "text/html; charset=utf-8", "html", "<h1 id=\"title\">Title</h1>\n<p>Größe</p>")]
    [InlineData("&to=htm", "text/html", "text/html; charset=utf-8", "html", "<h1")]
    [InlineData("", "text/markdown", "text/markdown; charset=utf-8", "markdown", "# Title\n\nGröße")]
    [InlineData("&to=gfm", "text/markdown", "text/markdown; charset=utf-8", "gfm", "# Title\n\nGröße")]
    [InlineData("&to=plain", "text/*", "text/plain; charset=utf-8", "plain", "Title\n\nGröße")]
    [InlineData("", "application/pdf", "application/pdf", "pdf", "%PDF-")]
    [InlineData("&to=pdf", "text/html;q=0.5, application/pdf;q=0.1", "application/pdf", "pdf", "%PDF-")]
    [InlineData("", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx", "PK\u0003\u0004")]
    [InlineData("", "application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text", "odt", "PK\u0003\u0004")]
    [InlineData("", "application/epub+zip", "application/epub+zip", "epub", "PK\u0003\u0004")]
    [InlineData("", "application/rtf", "application/rtf", "rtf", "{\\rtf1")]
    public async Task Http_RawOutput_IsTheDocumentAsItIs(string query, string accept, string contentType, string to, string begins)
    {
        DocumentConverterFixture.PathOrSkip("pandoc", "pandoc");
        DocumentConverterFixture.PathOrSkip("weasyprint", "weasyprint");
        using var response = await ConvertAsync("from=markdown" + query, accept);

        var bytes = await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(Cancellation);
        Assert.StartsWith(begins, Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
        Assert.Equal((contentType, "attachment"), (response.Content.Headers.ContentType!.ToString(), response.Content.Headers.ContentDisposition?.DispositionType));
        Assert.Equal(
            ("markdown", to, Convert.ToHexStringLower(SHA256.HashData(bytes))),
            (Header(response, "X-Output-From"), Header(response, "X-Output-To"), Header(response, "X-Output-Sha256")));
    }

    [Theory]
    [InlineData("a `word`", "0")]
    [InlineData("caf\u00e9", "1")]
    public async Task Http_RawOutput_SaysHowManyWarningsThereAre(string text, string warnings)
    {
        DocumentConverterFixture.PathOrSkip("pandoc", "pandoc");
        var document = Encoding.Latin1.GetBytes(text);
        using var response = await ConvertAsync("from=markdown", "text/html", document);
        var whole = await silo.Client.RunAsync(DocumentCapabilities.Convert, new ConvertDocument { Data = document, From = "markdown", To = "html" }, Cancellation);

        Assert.Equal((warnings, whole.Content), (Header(response, "X-Output-Warnings"), await response.Content.ReadAsStringAsync(Cancellation)));
        Assert.Equal(warnings, whole.Warnings.Count.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Null(whole.Data);
    }

    [Fact]
    public async Task Http_RawOutput_IsConvertedOnFromARawBody()
    {
        DocumentConverterFixture.PathOrSkip("pandoc", "pandoc");
        using var word = await ConvertAsync("from=markdown", "application/vnd.openxmlformats-officedocument.wordprocessingml.document");

        using var response = await ConvertAsync("", "text/markdown", await word.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(Cancellation), word.Content.Headers.ContentType!.ToString());

        Assert.Equal("# Title\n\nGröße\n", await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync(Cancellation));
        Assert.Equal("docx", Header(response, "X-Output-From"));
    }

    [Theory]
    [InlineData("&embedPictures=true", "text/markdown", "](data:image/jpeg;base64,")]
    [InlineData("", "text/markdown", "](media/image1.jpg")]
    [InlineData("", "text/html", "src=\"data:image/jpeg;base64,")]
    [InlineData("&embedPictures=false", "text/html", "src=\"media/image1.jpg\"")]
    public async Task Http_DocumentWithAPicture_HasItWhereItIsAskedFor(string query, string accept, string contains)
    {
        DocumentConverterFixture.PathOrSkip("pandoc", "pandoc");
        var document = await File.ReadAllBytesAsync(SharedFiles.PathOrSkip("data", "documents", "docx", "image.docx"), Cancellation);

        using var response = await ConvertAsync("from=docx" + query, accept, document, "application/octet-stream");

        Assert.Contains(contains, await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("&to=docx", "application/pdf", HttpStatusCode.BadRequest, "invalid_input", "another format than is accepted: application/pdf.")]
    [InlineData("&to=docx", "application/pdf, text/html;q=0.5", HttpStatusCode.BadRequest, "invalid_input", "another format than is accepted: application/pdf, text/html.")]
    [InlineData("", "application/json", HttpStatusCode.BadRequest, "invalid_input", "The format to convert to is missing")]
    [InlineData("&to=nothing", "text/html", HttpStatusCode.BadRequest, "document.conversion_not_offered", "Ask for one of these: plain, pdf, ")]
    [InlineData("&to=html", "image/png", HttpStatusCode.NotAcceptable, "not_acceptable", "application/pdf")]
    public async Task Http_FormatThatIsNotAccepted_IsRefused(string query, string accept, HttpStatusCode status, string code, string says)
    {
        using var response = await ConvertAsync("from=markdown" + query, accept);

        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.Equal((status, code), (response.StatusCode, problem.GetProperty("code").GetString()));
        Assert.Contains(says, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Http_FormatThatIsNotAcceptedBesideJson_IsAnsweredAsJson()
    {
        DocumentConverterFixture.PathOrSkip("pandoc", "pandoc");
        using var response = await ConvertAsync("from=markdown&to=docx", "text/html, */*;q=0.8");

        Assert.Equal("docx", (await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("to").GetString());
    }

    [Fact]
    public async Task Http_FileOfAnyType_IsConvertedOrRefusedAsDeclared()
    {
        DocumentConverterFixture.PathOrSkip("pandoc", "pandoc");
        foreach (var (file, _) in FilesOfAllTypes())
        {
            await PostAsync(DocumentCapabilities.Convert, $"to=plain&fileName={Uri.EscapeDataString(Path.GetFileName(file))}", await File.ReadAllBytesAsync(file, Cancellation));
        }
    }

    [Fact]
    public async Task Http_FileOfAnyType_TakenForAPage_IsTakenApartOrRefusedAsDeclared()
    {
        var refused = new List<string>();
        foreach (var (file, type) in FilesOfAllTypes())
        {
            if ((await PostAsync(WebCapabilities.Extract, "baseUrl=https%3A%2F%2Fexample.org%2F", await File.ReadAllBytesAsync(file, Cancellation))).Code is { } code)
            {
                refused.Add($"{type}: {code}");
            }
        }

        TestContext.Current.TestOutputHelper!.WriteLine(string.Join(", ", refused));
        Assert.True(refused.Count <= 2, string.Join(", ", refused));
    }

    [Fact]
    public async Task Http_FileOfAnyType_IsWhatItIs()
    {
        _ = SharedFiles.PathOrSkip("models", "magika", "model.onnx");
        var (right, count) = (0, 0);
        foreach (var (file, type) in FilesOfAllTypes())
        {
            var (output, _) = await PostAsync(FileCapabilities.Identify, "", await File.ReadAllBytesAsync(file, Cancellation));
            right += output!.Value.GetProperty("label").GetString() == type ? 1 : 0;
            count++;
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{right} of {count} files are what their folders say.");
        Assert.True(right >= 0.95 * count, $"{right} of {count} files are what their folders say.");
    }

    [Fact]
    public async Task Http_Pages_AreTakenApartAsForTheClient()
    {
        foreach (var file in Directory.EnumerateFiles(SharedFiles.PathOrSkip("data", "documents", "html")))
        {
            var bytes = await File.ReadAllBytesAsync(file, Cancellation);
            var (output, _) = await PostAsync(WebCapabilities.Extract, "baseUrl=https%3A%2F%2Fexample.org%2Fdocs%2F", bytes);
            var page = await silo.Client.RunAsync(WebCapabilities.Extract, new ExtractHtml { Page = bytes, BaseUrl = "https://example.org/docs/" }, Cancellation);

            Assert.Equal(page.Title, output!.Value.GetProperty("title").GetString());
            Assert.Equal(page.Links.Count, output.Value.GetProperty("links").GetArrayLength());
            Assert.All(page.Links, static link => Assert.True(Uri.IsWellFormedUriString(link.Url, UriKind.Absolute), link.Url));
            Assert.NotEmpty(page.Text);
        }
    }

    [Fact]
    public async Task Client_ManyConversionsAtOnce_AllSucceed()
    {
        DocumentConverterFixture.PathOrSkip("pandoc", "pandoc");

        var documents = await Task.WhenAll(Enumerable.Range(0, 24).Select(number => silo.Client.RunAsync(
            DocumentCapabilities.Convert, new ConvertDocument { Content = $"# Number {number}", From = "markdown", To = "rst" }, new WorkOptions { Timeout = TimeSpan.FromMinutes(2) }, Cancellation)));

        Assert.All(documents.Index(), static document => Assert.StartsWith($"Number {document.Index}\n", document.Item.Value.Content, StringComparison.Ordinal));
    }

    /// <summary>Files with their true types, which their folders are named after.</summary>
    private static IEnumerable<(string File, string Type)> FilesOfAllTypes() => Directory
        .EnumerateFiles(SharedFiles.PathOrSkip("data", "filetypes"), "*", SearchOption.AllDirectories)
        .Where(static file => new FileInfo(file).Length < MaxFileBytes)
        .Select(static file => (file, Path.GetFileName(Path.GetDirectoryName(file)!)));

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? Assert.Single(values) : null;

    private async Task<HttpResponseMessage> ConvertAsync(string query, string accept, byte[]? body = null, string mediaType = "text/markdown")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/capabilities/document.convert/run?{query}") { Content = GatewayAnswer.Raw(body ?? "# Title\n\nGröße\n"u8.ToArray(), mediaType) };
        request.Headers.Accept.ParseAdd(accept);
        return await silo.Http.SendAsync(request, Cancellation);
    }

    /// <summary>What a raw body gives: an output, or a refusal that is the caller's own.</summary>
    private async Task<(JsonElement? Output, string? Code)> PostAsync(Capability capability, string query, byte[] body)
    {
        var answer = await GatewayAnswer.OfAsync(silo.Http, capability, GatewayAnswer.Raw(body), query);
        Assert.True(answer.Code is null || capability.Errors.Any(error => error.Code == answer.Code && error.Kind == WorkErrorCode.InvalidInput), answer.Code);
        return (answer.Output, answer.Code);
    }
}
