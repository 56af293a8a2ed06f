using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using WorkerGrains.Engines.Models.Fetching;

namespace WorkerGrains.Tests.Engines.Models.Fetching;

public sealed class ModelFetcherTests : IAsyncLifetime
{
    private readonly TemporaryModels _models = new();
    private readonly HttpClient _client = new();
    private readonly byte[] _file = RandomNumberGenerator.GetBytes(300_000);
    private readonly List<string?> _ranges = [];
    private WebApplication? _server;
    private Func<HttpContext, Task>? _answer;

    private static CancellationToken Canceled => TestContext.Current.CancellationToken;

    private string Url => _server!.Urls.Single();

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.Run(context =>
        {
            lock (_ranges)
            {
                _ranges.Add(context.Request.Headers.Range);
            }

            return _answer is null ? Results.File(_file, enableRangeProcessing: true).ExecuteAsync(context) : _answer(context);
        });
        await _server.StartAsync(Canceled);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server!.DisposeAsync();
        _models.Dispose();
    }

    [Fact]
    public async Task FetchAsync_Url_InstallsTheVersionWholeAndNothingElse()
    {
        var progress = new Recorder();

        var installed = await FetchAsync(Pull($"{Url}/some/model.onnx") with { Version = 3 }, progress);

        Assert.Equal(Path.Combine("fetched", "3"), installed);
        Assert.Equal(["fetched", "fetched/3", "fetched/3/model.onnx"], Installed());
        Assert.Equal(_file, await File.ReadAllBytesAsync(Path.Combine(_models.Path, "fetched", "3", "model.onnx"), Canceled));
        Assert.Equal(new FetchProgress(_file.Length, _file.Length), progress.Last);
    }

    [Fact]
    public async Task FetchAsync_CutOff_GoesOnWhereItStopped()
    {
        var isFirst = true;
        _answer = async context =>
        {
            if (!isFirst)
            {
                await Results.File(_file, enableRangeProcessing: true).ExecuteAsync(context);
                return;
            }

            isFirst = false;
            context.Response.ContentLength = _file.Length;
            await context.Response.Body.WriteAsync(_file.AsMemory(0, 200_000));
            await context.Response.Body.FlushAsync();
            context.Abort();
        };

        await FetchAsync(Pull($"{Url}/model.onnx"));

        Assert.Equal(2, _ranges.Count);
        Assert.Matches("^bytes=[1-9][0-9]*-$", _ranges[1]);
        Assert.Equal(_file, await File.ReadAllBytesAsync(Path.Combine(_models.Path, "fetched", "1", "model.onnx"), Canceled));
    }

    [Fact]
    public async Task FetchAsync_RunEnded_TheNextGoesOn()
    {
        using var stop = new CancellationTokenSource();
        _answer = async context =>
        {
            context.Response.ContentLength = _file.Length;
            await context.Response.Body.WriteAsync(_file.AsMemory(0, 200_000));
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        };
        var progress = new Recorder
        {
            Reported = report =>
        {
            if (report.Bytes >= 200_000)
            {
                stop.Cancel();
            }
        }
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new ModelFetcher(_client, TimeProvider.System).FetchAsync(Pull($"{Url}/model.onnx"), progress, stop.Token));
        _answer = null;

        await FetchAsync(Pull($"{Url}/model.onnx"));

        Assert.Equal("bytes=200000-", _ranges[^1]);
        Assert.Equal(["fetched", "fetched/1", "fetched/1/model.onnx"], Installed());
    }

    [Fact]
    public async Task FetchAsync_BeginningOfAnotherFile_StartsAgain()
    {
        var workshop = Directory.CreateDirectory(Path.Combine(_models.Path, ".pull", $"fetched-1-{Hash(_file)[..16]}")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(workshop, "download.part"), new byte[1000], Canceled);

        await FetchAsync(Pull($"{Url}/model.onnx"));

        Assert.Equal(["bytes=1000-", null], _ranges);
        Assert.Equal(_file, await File.ReadAllBytesAsync(Path.Combine(_models.Path, "fetched", "1", "model.onnx"), Canceled));
    }

    [Fact]
    public async Task FetchAsync_OtherHash_LeavesNothingBehind()
    {
        var failure = await Assert.ThrowsAsync<FetchException>(() => FetchAsync(Pull($"{Url}/model.onnx") with { Sha256 = new string('0', 64) }));

        Assert.StartsWith("The SHA-256 of what was fetched is another", failure.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_models.Path));
    }

    [Fact]
    public async Task FetchAsync_LargerThanAllowed_LeavesNothingBehind()
    {
        await Assert.ThrowsAsync<FetchException>(() => FetchAsync(Pull($"{Url}/model.onnx") with { MaxBytes = 1000 }));

        Assert.Empty(Directory.EnumerateFileSystemEntries(_models.Path));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(401)]
    public async Task FetchAsync_ServerRefuses_SaysItsStatus(int status)
    {
        _answer = context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        };

        var failure = await Assert.ThrowsAsync<FetchException>(() => FetchAsync(Pull($"{Url}/model.onnx")));

        Assert.Contains($"{status}", failure.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_models.Path));
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("A")]
    [InlineData("")]
    public async Task FetchAsync_NameThatIsNone_IsRefused(string name)
    {
        var failure = await Assert.ThrowsAsync<FetchException>(() => FetchAsync(Pull($"{Url}/model.onnx") with { Name = name }));

        Assert.StartsWith("A model's name is", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FetchAsync_UrlWithoutHash_IsRefused() =>
        await Assert.ThrowsAsync<FetchException>(() => FetchAsync(Pull($"{Url}/model.onnx") with { Sha256 = null }));

    [Fact]
    public async Task FetchAsync_VersionThatIsThere_IsNotReplaced()
    {
        await FetchAsync(Pull($"{Url}/model.onnx"));

        var failure = await Assert.ThrowsAsync<FetchException>(() => FetchAsync(Pull($"{Url}/model.onnx")));

        Assert.Contains("installed already", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["fetched", "fetched/1", "fetched/1/model.onnx"], Installed());
    }

    [Theory]
    [InlineData("zip")]
    [InlineData("tar.gz")]
    public async Task FetchAsync_Archive_PutsWhatIsAboutAllVersionsBesideThem(string kind)
    {
        var archive = Archive(kind, ("model/1/model.onnx", "weights"), ("model/1/model.onnx.data", "more"), ("model/model.json", "{}"), ("model/labels.txt", "cat\n"));

        await FetchAsync(Pull(archive) with { Sha256 = Hash(await File.ReadAllBytesAsync(archive, Canceled)) });

        Assert.Equal(["fetched", "fetched/1", "fetched/1/model.onnx", "fetched/1/model.onnx.data", "fetched/labels.txt", "fetched/model.json"], Installed());
    }

    [Theory]
    [InlineData("zip", "../model.onnx")]
    [InlineData("zip", "/etc/model.onnx")]
    [InlineData("zip", "a/../../model.onnx")]
    [InlineData("zip", "a\\..\\model.onnx")]
    [InlineData("zip", "C:/model.onnx")]
    [InlineData("zip", "a//model.onnx")]
    [InlineData("tar.gz", "../model.onnx")]
    [InlineData("tar.gz", "/etc/model.onnx")]
    public async Task FetchAsync_ArchiveThatLeadsElsewhere_IsRefusedWhole(string kind, string entry)
    {
        var archive = Archive(kind, ("1/model.onnx", "weights"), (entry, "evil"));

        var failure = await Assert.ThrowsAsync<FetchException>(() => FetchAsync(Pull(archive) with { Sha256 = null }));

        Assert.Contains("leads elsewhere", failure.Message, StringComparison.Ordinal);
        Assert.Equal([Path.GetFileName(archive)], Directory.EnumerateFileSystemEntries(_models.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task FetchAsync_ArchiveWithALink_IsRefused()
    {
        var archive = Path.Combine(_models.Path, "links.tar");
        await using (var file = File.Create(archive))
        await using (var writer = new TarWriter(file))
        {
            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.SymbolicLink, "1/model.onnx") { LinkName = "/etc/passwd" }, Canceled);
        }

        await Assert.ThrowsAsync<FetchException>(() => FetchAsync(Pull(archive) with { Sha256 = null }));
    }

    [Fact]
    public async Task FetchAsync_ArchiveThatUnpacksToTooMuch_IsRefused()
    {
        var archive = Archive("zip", ("1/model.onnx", new string('0', 2_000_000)));

        var failure = await Assert.ThrowsAsync<FetchException>(() => FetchAsync(Pull(archive) with { Sha256 = null, MaxUnpackedBytes = 1_000_000 }));

        Assert.Contains("more than is allowed", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no.zip", "damaged")]
    [InlineData("no.tar.gz", "damaged")]
    [InlineData("no.exe", "is to be a model")]
    public async Task FetchAsync_FileThatIsNoModel_SaysSo(string name, string says)
    {
        var path = Path.Combine(_models.Path, name);
        await File.WriteAllTextAsync(path, "This is not what its name says.", Canceled);

        var failure = await Assert.ThrowsAsync<FetchException>(() => FetchAsync(Pull(path) with { Sha256 = null }));

        Assert.Contains(says, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FetchAsync_Folder_IsCopied()
    {
        var folder = Directory.CreateTempSubdirectory("workergrains-source-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "model.onnx"), "weights", Canceled);
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "model.json"), "{}", Canceled);

            await FetchAsync(Pull(folder.FullName) with { Sha256 = Hash(Encoding.UTF8.GetBytes("weights")) });

            Assert.Equal(["fetched", "fetched/1", "fetched/1/model.onnx", "fetched/model.json"], Installed());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Hash(byte[] bytes) => Convert.ToHexString(SHA256.HashData(bytes));

    private ModelPull Pull(string source) => new(_models.Path, "fetched", source) { Sha256 = Hash(_file) };

    private Task<string> FetchAsync(ModelPull pull, IProgress<FetchProgress>? progress = null) =>
        new ModelFetcher(_client, TimeProvider.System).FetchAsync(pull, progress ?? new Recorder(), Canceled);

    /// <summary>What is in the model's folder, and proof that nothing else is left in the repository.</summary>
    private IEnumerable<string> Installed()
    {
        Assert.False(Directory.Exists(Path.Combine(_models.Path, ".pull")));
        return Directory.EnumerateFileSystemEntries(_models.Path, "fetched*", SearchOption.TopDirectoryOnly)
            .Concat(Directory.EnumerateFileSystemEntries(Path.Combine(_models.Path, "fetched"), "*", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(_models.Path, path)).Order(StringComparer.Ordinal);
    }

    private string Archive(string kind, params (string Name, string Text)[] entries)
    {
        var path = Path.Combine(_models.Path, "archive." + kind);
        using var file = File.Create(path);
        if (kind == "zip")
        {
            using var zip = new ZipArchive(file, ZipArchiveMode.Create);
            foreach (var (name, text) in entries)
            {
                using var writer = new StreamWriter(zip.CreateEntry(name).Open());
                writer.Write(text);
            }

            return path;
        }

        using var gzip = new GZipStream(file, CompressionLevel.Fastest);
        using var tar = new TarWriter(gzip);
        foreach (var (name, text) in entries)
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) });
        }

        return path;
    }

    private sealed class Recorder : IProgress<FetchProgress>
    {
        public Action<FetchProgress>? Reported { get; init; }

        public FetchProgress Last { get; private set; }

        public void Report(FetchProgress value)
        {
            Last = value;
            Reported?.Invoke(value);
        }
    }
}
