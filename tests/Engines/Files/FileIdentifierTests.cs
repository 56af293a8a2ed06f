using System.Text;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Tests.Contracts.Encoding;
using WorkerGrains.Tests.Engines.Models;

namespace WorkerGrains.Tests.Engines.Files;

public sealed class FileIdentifierTests(FileIdentifierFixture fixture) : IClassFixture<FileIdentifierFixture>
{
    [Fact]
    public async Task RunAsync_MagikasOwnFiles_AreAllOfTheirType()
    {
        var files = Directory.EnumerateDirectories(SharedFiles.PathOrSkip("data", "filetypes")).SelectMany(Directory.EnumerateFiles).ToList();

        var wrong = new List<string>();
        foreach (var file in files)
        {
            var identity = await IdentifyAsync(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
            if (identity.Label != Path.GetFileName(Path.GetDirectoryName(file)))
            {
                wrong.Add($"{Path.GetFileName(file)}: {identity.Label} ({identity.Guess}, {identity.Score})");
            }
        }

        Assert.True(files.Count >= 40);
        Assert.Empty(wrong);
    }

    [Fact]
    public async Task RunAsync_Pdf_SaysAllThatIsKnownOfIt()
    {
        var identity = await IdentifyAsync(await File.ReadAllBytesAsync(SharedFiles.PathOrSkip("data", "filetypes", "pdf", "magika_test.pdf"), TestContext.Current.CancellationToken));

        Assert.Equal(("pdf", "PDF document", "application/pdf", "document", false, "pdf"), (identity.Label, identity.Description, identity.MimeType, identity.Group, identity.IsText, identity.Guess));
        Assert.Equal(["pdf"], identity.Extensions);
        Assert.InRange(identity.Score, 0.9, 1);
    }

    [Theory]
    [InlineData("", "empty", false)]
    [InlineData("seven b", "txt", true)]
    [InlineData("a", "txt", true)]
    [InlineData("        \r\n\t\v\f      short  ", "txt", true)]
    [InlineData("                    ", "txt", true)]
    public async Task RunAsync_FewBytes_AreDecidedByRule(string file, string expected, bool isText)
    {
        var identity = await IdentifyAsync(Encoding.UTF8.GetBytes(file));

        Assert.Equal((expected, isText, 1f, null), (identity.Label, identity.IsText, identity.Score, identity.Guess));
    }

    [Fact]
    public async Task RunAsync_FewBytesThatAreNoText_AreUnknown() => Assert.Equal("unknown", (await IdentifyAsync([0xFF, 0xFE, 0x80])).Label);

    [Fact]
    public async Task Prepare_AnyFile_LetsGoOfTheModelInTheEnd()
    {
        using var models = new TemporaryModels().AddMagika();
        using var repository = models.Open();
        var identifier = FileIdentifierFixture.Create(repository);
        await identifier.StartAsync(TestContext.Current.CancellationToken);
        var model = (await repository.LoadAsync("file-identify", TestContext.Current.CancellationToken)).Model!;

        var known = identifier.Prepare(new IdentifyFile { File = default }, TestContext.Current.CancellationToken);
        var asked = identifier.Prepare(new IdentifyFile { File = new byte[100] }, TestContext.Current.CancellationToken);

        Assert.Equal(2, model.Users);
        known.Value!.Dispose();
        asked.Value!.Dispose();
        Assert.Equal(0, model.Users);
    }

    [Fact]
    public void Prepare_Canceled_Throws() => Assert.Throws<OperationCanceledException>(
        () => fixture.Identifier.Prepare(new IdentifyFile { File = new byte[10] }, new CancellationToken(canceled: true)));

    [Fact]
    public async Task StartAsync_NotInstalled_SaysSo()
    {
        using var models = new TemporaryModels();

        Assert.Equal("The model 'file-identify' is not installed.", (await StartAsync(models)).Reason);
    }

    [Fact]
    public async Task StartAsync_ModelAlone_SaysWhatIsMissing()
    {
        using var models = new TemporaryModels().AddTiny("file-identify", "1", "mul2_f32.onnx");

        Assert.Equal("Put Magika's config.min.json beside the model's versions; models that read the middle of a file are not run.", (await StartAsync(models)).Remedy);
    }

    [Theory]
    [InlineData("\"mid_size\":0", "\"mid_size\":512", "What the model 'file-identify' reads of a file cannot be told.")]
    [InlineData("\"beg_size\":1024", "\"beg_size\":-1", "What the model 'file-identify' reads of a file cannot be told.")]
    [InlineData("{", "", "What the model 'file-identify' reads of a file cannot be told.")]
    [InlineData("\"beg_size\":1024", "\"beg_size\":512", "The model 'file-identify' is not the one that its config.min.json describes.")]
    [InlineData("\"3gp\",", "", "The model 'file-identify' is not the one that its config.min.json describes.")]
    [InlineData("\"3gp\"", "\"4gp\"", "The labels of the model 'file-identify' are not described.")]
    public async Task StartAsync_OtherConfig_SaysSo(string written, string changed, string expected)
    {
        var config = await File.ReadAllTextAsync(SharedFiles.PathOrSkip("models", "magika", "config.min.json"), TestContext.Current.CancellationToken);
        using var models = new TemporaryModels().AddMagika().Write("file-identify", "config.min.json", config.Replace(written, changed, StringComparison.Ordinal));

        Assert.Equal(expected, (await StartAsync(models)).Reason);
    }

    private static async Task<Readiness> StartAsync(TemporaryModels models)
    {
        using var repository = models.Open();
        var identifier = FileIdentifierFixture.Create(repository);
        return await identifier.StartAsync(TestContext.Current.CancellationToken);
    }

    private async Task<FileIdentity> IdentifyAsync(byte[] file, FileConfidence confidence = FileConfidence.High)
    {
        var prepared = fixture.Identifier.Prepare(new IdentifyFile { File = file, Confidence = confidence }, TestContext.Current.CancellationToken);
        using var item = prepared.Value!;
        var outcome = Assert.Single(await fixture.Identifier.RunAsync([item], TestContext.Current.CancellationToken));
        Assert.True(outcome.IsSuccess, outcome.Error?.Message);
        SchemaCheck.AssertPromised(FileCapabilities.Identify, outcome.Value);
        return outcome.Value;
    }
}
