using SkiaSharp;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Ocr;
using WorkerGrains.Tests.Contracts.Encoding;
using WorkerGrains.Tests.Engines.Images;
using WorkerGrains.Tests.Engines.Models;

namespace WorkerGrains.Tests.Engines.Ocr;

public sealed class TextRecognizerTests(TextRecognizerFixture fixture) : IClassFixture<TextRecognizerFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_Print_IsReadToTheLetter()
    {
        var read = await ReadAsync(Image("bw_text.png"));

        Assert.Equal(PaddleOcr.Print, read.Lines.Select(static line => line.Text));
        Assert.All(read.Lines, static line => Assert.InRange(line.Confidence, 0.95, 1));
    }

    [Fact]
    public async Task RunAsync_Print_SaysWhere()
    {
        var read = await ReadAsync(Image("bw_text.png"));

        Assert.Equal((516, 333), (read.Width, read.Height));
        AssertClose([(26, 23), (438, 23), (438, 46), (26, 46)], read.Lines[0]);
        AssertClose([(26, 286), (206, 286), (206, 308), (26, 308)], read.Lines[^1]);
    }

    [Fact]
    public async Task RunAsync_PhotoOfCurvedPage_ReadsEveryLine()
    {
        var text = Letters(await ReadAsync(Image("page.png")));

        Assert.Equal(
            "Region-basedsegmentation|Letusfirstdeterminemarkersofthecoinsandthe|background.Thesemarkersarepixelsthatwecanlabel"
            + "|unambiguouslyaseitherobjectorbackground.Here,|themarkersarefoundatthetwoextremepartsofthe|histogramofgreyvalues:|>>>markers=np.zeros_like(coins)",
            text);
    }

    [Fact]
    public async Task RunAsync_PhotoOfProduct_ReadsItsPrint()
    {
        var text = Letters(await ReadAsync(Image("missvickie_potato_chips.bmp")));

        Assert.All(["MissVickie's", "FARMHOUSE", "WHITECHEDDAR", "NOARTIFICIAL", "CALORIES", "210"], expected => Assert.Contains(expected, text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(-8)]
    [InlineData(5)]
    [InlineData(15)]
    public async Task RunAsync_LeaningPage_IsLaidStraight(int degrees)
    {
        var read = await ReadAsync(Turn(Image("bw_text.png"), degrees));

        AssertNearlyAllRead(read);
        var (left, right) = (read.Lines[0].Corners[0], read.Lines[0].Corners[1]);
        Assert.Equal(degrees, Math.Atan2(right.Y - left.Y, right.X - left.X) * 180 / Math.PI, 1.5);
    }

    [Theory]
    [InlineData(SKEncodedOrigin.RightTop)]
    [InlineData(SKEncodedOrigin.BottomRight)]
    [InlineData(SKEncodedOrigin.LeftBottom)]
    public async Task RunAsync_PageTurnedByExif_IsReadUpright(SKEncodedOrigin origin)
    {
        var degrees = origin switch { SKEncodedOrigin.RightTop => -90, SKEncodedOrigin.BottomRight => 180, _ => 90 };
        var file = TestImages.WithOrientation(Turn(Image("bw_text.png"), degrees, SKEncodedImageFormat.Jpeg), origin);

        var read = await ReadAsync(file);

        Assert.Equal(PaddleOcr.Print, read.Lines.Select(static line => line.Text));
        Assert.All(read.Lines, static line => Assert.True(line.Corners[0].X < line.Corners[1].X && line.Corners[0].Y < line.Corners[3].Y));
    }

    [Fact]
    public async Task RunAsync_TextThatStandsOnItsEnd_IsRead()
    {
        var read = await ReadAsync(Turn(Image("bw_text.png"), 90));

        AssertNearlyAllRead(read);
    }

    [Fact]
    public async Task RunAsync_LargerThanIsRead_SaysWhereInPixelsOfTheImage()
    {
        using var models = new TemporaryModels().AddPaddleOcr();
        using var repository = models.Open();
        var recognizer = TextRecognizerFixture.Create(repository, maxSide: 600);
        Assert.Equal(Readiness.Ready, await recognizer.StartAsync(Cancellation));

        var read = await ReadAsync(Resize(Image("bw_text.png"), 4), recognizer: recognizer);

        Assert.Equal((4 * 516, 4 * 333), (read.Width, read.Height));
        AssertNearlyAllRead(read);
        AssertClose([(4 * 26, 4 * 23), (4 * 438, 4 * 23), (4 * 438, 4 * 46), (4 * 26, 4 * 46)], read.Lines[0], 4 * 3);
    }

    [Fact]
    public async Task RunAsync_Batch_ReadsEachImageAsAlone()
    {
        string[] files = ["page.png", "bw_text.png", "page.png"];
        var alone = new List<RecognizedText>();
        foreach (var file in files)
        {
            alone.Add(await ReadAsync(Image(file)));
        }

        var items = files.Select(file => Prepare(fixture.Recognizer, new RecognizeText { Image = Image(file) })).ToList();
        var together = await fixture.Recognizer.RunAsync(items, Cancellation);
        items.ForEach(static item => item.Dispose());

        Assert.Equal(alone.Select(Letters), together.Select(static outcome => Letters(outcome.Value!)));
    }

    [Fact]
    public async Task RunAsync_MinConfidence_LeavesOutWhatIsLessSure()
    {
        var all = await ReadAsync(Image("missvickie_potato_chips.bmp"), minConfidence: 0);
        var sure = await ReadAsync(Image("missvickie_potato_chips.bmp"), minConfidence: 0.98f);

        Assert.InRange(sure.Lines.Count, 1, all.Lines.Count - 1);
        Assert.All(sure.Lines, static line => Assert.True(line.Confidence >= 0.98f));
    }

    [Fact]
    public async Task RunAsync_NoText_ReadsNone() => Assert.Empty((await ReadAsync(TestImages.EncodeBmp(300, 200, SKColors.White))).Lines);

    [Fact]
    public async Task RunAsync_ImageOfOnePixelHeight_IsReadToo() => Assert.Equal(4000, (await ReadAsync(TestImages.EncodeBmp(4000, 1, SKColors.Black))).Width);

    [Theory]
    [InlineData("bad-images/html.jpg", "image.undecodable")]
    [InlineData("bad-images/hopper_unexpected.ico", "image.unsupported_format")]
    [InlineData("bad-images/broken.png", "image.truncated")]
    [InlineData("bad-images/decompression_bomb.gif", "image.too_large")]
    public void Prepare_BadImage_IsRefusedWithItsCode(string file, string expected)
    {
        var outcome = fixture.Recognizer.Prepare(new RecognizeText { Image = File.ReadAllBytes(SharedFiles.PathOrSkip(["data", .. file.Split('/')])) }, Cancellation);

        Assert.Equal((WorkErrorCode.InvalidInput, expected), (outcome.Error!.Code, outcome.Error.Reason));
        Assert.Contains(DocumentCapabilities.Ocr.Errors, error => error.Code == expected);
    }

    [Fact]
    public async Task Prepare_AnyImage_LetsGoOfBothModelsInTheEnd()
    {
        using var models = new TemporaryModels().AddPaddleOcr();
        using var repository = models.Open();
        var recognizer = TextRecognizerFixture.Create(repository);
        await recognizer.StartAsync(Cancellation);
        var detection = (await repository.LoadAsync("document-ocr-detection", Cancellation)).Model!;
        var recognition = (await repository.LoadAsync("document-ocr-recognition", Cancellation)).Model!;

        var refused = recognizer.Prepare(new RecognizeText { Image = new byte[10] }, Cancellation);
        var prepared = recognizer.Prepare(new RecognizeText { Image = Image("page.png") }, Cancellation);

        Assert.False(refused.IsSuccess);
        Assert.Equal((1, 1), (detection.Users, recognition.Users));
        prepared.Value!.Dispose();
        Assert.Equal((0, 0), (detection.Users, recognition.Users));
    }

    [Fact]
    public void Prepare_Canceled_Throws() => Assert.Throws<OperationCanceledException>(
        () => fixture.Recognizer.Prepare(new RecognizeText { Image = Image("page.png") }, new CancellationToken(canceled: true)));

    [Fact]
    public async Task StartAsync_NotInstalled_SaysWhich()
    {
        using var models = new TemporaryModels();

        Assert.Equal("The model 'document-ocr-detection' is not installed.", (await StartAsync(models)).Reason);

        models.AddPaddleOcr();
        Directory.Delete(Path.Combine(models.Path, "document-ocr-recognition"), recursive: true);
        Assert.Equal("The model 'document-ocr-recognition' is not installed.", (await StartAsync(models)).Reason);
    }

    [Theory]
    [InlineData("document-ocr-detection", "The model 'document-ocr-detection' does not find text the way that PaddleOCR's detectors do.")]
    [InlineData("document-ocr-recognition", "The model 'document-ocr-recognition' does not read lines the way that PaddleOCR's recognisers do.")]
    public async Task StartAsync_OtherModel_SaysSo(string model, string expected)
    {
        using var models = new TemporaryModels().AddPaddleOcr();
        File.Copy(SharedFiles.PathOrSkip("models", "tiny", "mul2_f32.onnx"), Path.Combine(models.Path, model, "1", "model.onnx"), overwrite: true);

        Assert.Equal(expected, (await StartAsync(models)).Reason);
    }

    [Fact]
    public async Task StartAsync_CharactersOfAnotherModel_SaysSo()
    {
        using var models = new TemporaryModels().AddPaddleOcr();

        models.Write("document-ocr-recognition", "ppocr_keys_v1.txt", "a\nb\n");
        Assert.Equal("The model 'document-ocr-recognition' tells 6623 characters apart, but has 2.", (await StartAsync(models)).Reason);

        models.Write("document-ocr-recognition", "model.json", "{}");
        Assert.Equal("The model 'document-ocr-recognition' does not say which characters it reads.", (await StartAsync(models)).Reason);
    }

    private static async Task<Readiness> StartAsync(TemporaryModels models)
    {
        using var repository = models.Open();
        return await TextRecognizerFixture.Create(repository).StartAsync(Cancellation);
    }

    private static byte[] Image(string file) => File.ReadAllBytes(SharedFiles.PathOrSkip("data", "ocr-images", file));

    /// <summary>The lines without their spaces, which small print does not show the model.</summary>
    private static string Letters(RecognizedText read) => string.Join('|', read.Lines.Select(static line => Letters(line.Text)));

    private static string Letters(string text) => text.Replace(" ", "", StringComparison.Ordinal);

    private static void AssertNearlyAllRead(RecognizedText read) => Assert.True(
        PaddleOcr.Print.Select(Letters).Intersect(read.Lines.Select(static line => Letters(line.Text))).Count() >= PaddleOcr.Print.Count - 2, Letters(read));

    private static byte[] Resize(byte[] file, int factor)
    {
        using var image = SKBitmap.Decode(file);
        return TestImages.Encode(image.Resize(new SKImageInfo(image.Width * factor, image.Height * factor), new SKSamplingOptions(SKCubicResampler.Mitchell)), SKEncodedImageFormat.Png);
    }

    /// <summary>Turns an image clockwise, with white where nothing is.</summary>
    private static byte[] Turn(byte[] file, int degrees, SKEncodedImageFormat format = SKEncodedImageFormat.Png)
    {
        using var image = SKBitmap.Decode(file);
        var (sine, cosine) = (Math.Abs(Math.Sin(degrees * Math.PI / 180)), Math.Abs(Math.Cos(degrees * Math.PI / 180)));
        var turned = new SKBitmap((int)Math.Round((image.Width * cosine) + (image.Height * sine)), (int)Math.Round((image.Width * sine) + (image.Height * cosine)));
        using var canvas = new SKCanvas(turned);
        using var drawable = SKImage.FromBitmap(image);
        canvas.Clear(SKColors.White);
        canvas.Translate(turned.Width / 2f, turned.Height / 2f);
        canvas.RotateDegrees(degrees);
        canvas.DrawImage(drawable, -image.Width / 2f, -image.Height / 2f, new SKSamplingOptions(SKFilterMode.Linear));
        canvas.Flush();
        return TestImages.Encode(turned, format, quality: 95);
    }

    private static void AssertClose((float X, float Y)[] expected, RecognizedLine line, float tolerance = 3) => Assert.All(
        expected.Zip(line.Corners),
        pair => Assert.True(
            Math.Abs(pair.First.X - pair.Second.X) <= tolerance && Math.Abs(pair.First.Y - pair.Second.Y) <= tolerance, $"Expected about {pair.First}, but it is at {pair.Second}."));

    private static ImageToRead Prepare(TextRecognizer recognizer, RecognizeText input)
    {
        var prepared = recognizer.Prepare(input, Cancellation);
        Assert.True(prepared.IsSuccess, prepared.Error?.Message);
        return prepared.Value;
    }

    private async Task<RecognizedText> ReadAsync(byte[] image, float minConfidence = 0.5f, TextRecognizer? recognizer = null)
    {
        using var item = Prepare(recognizer ?? fixture.Recognizer, new RecognizeText { Image = image, MinConfidence = minConfidence });
        var outcome = Assert.Single(await (recognizer ?? fixture.Recognizer).RunAsync([item], Cancellation));
        Assert.True(outcome.IsSuccess, outcome.Error?.Message);
        SchemaCheck.AssertPromised(DocumentCapabilities.Ocr, outcome.Value);
        return outcome.Value;
    }
}
