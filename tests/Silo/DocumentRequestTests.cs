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

    /// <summary>What a raw body gives: an output, or a refusal that is the caller's own.</summary>
    private async Task<(JsonElement? Output, string? Code)> PostAsync(Capability capability, string query, byte[] body)
    {
        var answer = await GatewayAnswer.OfAsync(silo.Http, capability, GatewayAnswer.Raw(body), query);
        Assert.True(answer.Code is null || capability.Errors.Any(error => error.Code == answer.Code && error.Kind == WorkErrorCode.InvalidInput), answer.Code);
        return (answer.Output, answer.Code);
    }
}
