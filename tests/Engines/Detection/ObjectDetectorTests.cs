using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Detection;
using WorkerGrains.Tests.Contracts.Encoding;
using WorkerGrains.Tests.Engines.Images;
using WorkerGrains.Tests.Engines.Models;

namespace WorkerGrains.Tests.Engines.Detection;

public sealed class ObjectDetectorTests(ObjectDetectorFixture fixture) : IClassFixture<ObjectDetectorFixture>
{
    [Theory]
    [InlineData("cat_720p.jpg", "cat", 1, 0.79f)]
    [InlineData("hot_dog.jpg", "hot dog", 1, 0.84f)]
    [InlineData("bird.bmp", "bird", 1, 0.90f)]
    [InlineData("owl.jpg", "bird", 1, 0.92f)]
    [InlineData("pets.jpg", "dog", 2, 0.91f)]
    [InlineData("face.jpg", "person", 4, 0.93f)]
    [InlineData("chelsea.png", "cat", 1, 0.64f)]
    [InlineData("astronaut.png", "person", 1, 0.93f)]
    public async Task RunAsync_Photo_FindsWhatItShows(string file, string label, int count, float confidence)
    {
        var found = await DetectAsync(Photo(file));

        Assert.Equal(label, found.Objects[0].Label);
        Assert.Equal(count, found.Objects.Count(one => one.Label == label));
        Assert.InRange(found.Objects[0].Confidence, confidence - 0.02f, confidence + 0.02f);
        Assert.Equal(found.Objects.OrderByDescending(static found => found.Confidence), found.Objects);
        Assert.All(found.Objects, one => AssertInside(one.Box, found));
    }

    [Fact]
    public async Task RunAsync_Photo_SaysWhereInPixelsOfThePhoto()
    {
        var found = await DetectAsync(Photo("cat_720p.jpg"));

        Assert.Equal((1280, 720), (found.Width, found.Height));
        AssertClose((100, 106, 850, 606), found.Objects[0].Box, 12);
    }

    [Theory]
    [InlineData("hopper_orientation_2.jpg")]
    [InlineData("hopper_orientation_3.jpg")]
    [InlineData("hopper_orientation_6.jpg")]
    [InlineData("hopper_orientation_7.jpg")]
    public async Task RunAsync_TurnedPhoto_SaysWhereInTheUprightOne(string file)
    {
        var upright = (await DetectAsync(OddImage("hopper.jpg"))).Objects.Single(static found => found.Label == "tie").Box;

        var turned = (await DetectAsync(OddImage(file))).Objects.Single(static found => found.Label == "tie").Box;

        AssertClose((upright.Left, upright.Top, upright.Width, upright.Height), turned, 4);
    }

    [Fact]
    public async Task RunAsync_FixedBatch_FindsTheSame()
    {
        using var models = new TemporaryModels().AddYolox(Yolox.FixedBatch);
        using var repository = models.Open();
        var detector = ObjectDetectorFixture.Create(repository);
        Assert.Equal(Readiness.Ready, await detector.StartAsync(TestContext.Current.CancellationToken));
        string[] photos = ["pets.jpg", "bird.bmp", "hot_dog.jpg"];
        var items = photos.Select(photo => Prepare(new DetectObjects { Image = Photo(photo) })).ToList();

        var together = await detector.RunAsync(items, TestContext.Current.CancellationToken);
        var dynamic = await fixture.Detector.RunAsync(items, TestContext.Current.CancellationToken);

        items.ForEach(static item => item.Dispose());
        Assert.Equal(["dog", "bird", "hot dog"], together.Select(static outcome => outcome.Value!.Objects[0].Label));
        Assert.All(together.Zip(dynamic), static pair => Assert.Equal(pair.First.Value!.Objects.Count, pair.Second.Value!.Objects.Count));
        Assert.All(
            together.Zip(dynamic).SelectMany(static pair => pair.First.Value!.Objects.Zip(pair.Second.Value!.Objects)),
            static pair => Assert.True(pair.First.Label == pair.Second.Label && Math.Abs(pair.First.Confidence - pair.Second.Confidence) < 1e-4));
    }

    [Fact]
    public async Task RunAsync_MinConfidence_LeavesOutWhatIsLessSure()
    {
        var all = await DetectAsync(Photo("cat_720p.jpg"), minConfidence: 0.05f);
        var sure = await DetectAsync(Photo("cat_720p.jpg"), minConfidence: 0.6f);

        Assert.True(all.Objects.Count > 1);
        Assert.All(all.Objects, static found => Assert.True(found.Confidence >= 0.05f));
        Assert.Equal("cat", Assert.Single(sure.Objects).Label);
        Assert.Empty((await DetectAsync(Photo("cat_720p.jpg"), minConfidence: 1)).Objects);
    }

    [Fact]
    public async Task RunAsync_Iou_SaysHowMuchBoxesMayOverlap()
    {
        var strict = await DetectAsync(Photo("pets.jpg"), iou: 0);
        var lax = await DetectAsync(Photo("pets.jpg"), iou: 1);

        Assert.True(lax.Objects.Count(static found => found.Label == "dog") > 2);
        Assert.True(strict.Objects.Count(static found => found.Label == "dog") <= 2);
    }

    [Fact]
    public async Task RunAsync_Top_GivesTheSurest()
    {
        var all = await DetectAsync(Photo("face.jpg"));

        var top = await DetectAsync(Photo("face.jpg"), top: 2);

        Assert.Equal(all.Objects.Take(2), top.Objects);
    }

    [Fact]
    public async Task RunAsync_ImageOfOnePixelHeight_IsSearchedToo()
    {
        var found = await DetectAsync(TestImages.EncodeBmp(4000, 1, SkiaSharp.SKColors.Gray));

        Assert.Equal((4000, 1), (found.Width, found.Height));
    }

    [Theory]
    [InlineData("bad-images/html.jpg", "image.undecodable")]
    [InlineData("bad-images/hopper_unexpected.ico", "image.unsupported_format")]
    [InlineData("bad-images/broken.png", "image.truncated")]
    [InlineData("bad-images/decompression_bomb.gif", "image.too_large")]
    public void Prepare_BadImage_IsRefusedWithItsCode(string file, string expected)
    {
        var outcome = fixture.Detector.Prepare(
            new DetectObjects { Image = File.ReadAllBytes(SharedFiles.PathOrSkip(["data", .. file.Split('/')])) }, TestContext.Current.CancellationToken);

        Assert.Equal((WorkErrorCode.InvalidInput, expected), (outcome.Error!.Code, outcome.Error.Reason));
        Assert.Contains(ImageCapabilities.Detect.Errors, error => error.Code == expected);
    }

    [Fact]
    public async Task Prepare_BadImage_LetsGoOfTheModel()
    {
        using var models = new TemporaryModels().AddYolox();
        using var repository = models.Open();
        var detector = ObjectDetectorFixture.Create(repository);
        await detector.StartAsync(TestContext.Current.CancellationToken);
        var model = (await repository.LoadAsync("image-detect", TestContext.Current.CancellationToken)).Model!;

        var refused = detector.Prepare(new DetectObjects { Image = new byte[10] }, TestContext.Current.CancellationToken);
        var prepared = detector.Prepare(new DetectObjects { Image = Photo("bird.bmp") }, TestContext.Current.CancellationToken);

        Assert.False(refused.IsSuccess);
        Assert.Equal(1, model.Users);
        prepared.Value!.Dispose();
        Assert.Equal(0, model.Users);
    }

    [Fact]
    public void Prepare_Canceled_Throws() => Assert.Throws<OperationCanceledException>(
        () => fixture.Detector.Prepare(new DetectObjects { Image = Photo("cat_720p.jpg") }, new CancellationToken(canceled: true)));

    [Fact]
    public async Task StartAsync_NotInstalled_SaysSo()
    {
        using var models = new TemporaryModels();

        Assert.Equal("The model 'image-detect' is not installed.", (await StartAsync(models)).Reason);
    }

    [Theory]
    [InlineData("\"fit\": \"letterbox\"", "\"fit\": \"crop\"", "The model 'image-detect' is to find objects, but would see the centre of images only.")]
    [InlineData("[8, 16, 32]", "[8, 16]", "The output of the model 'image-detect' does not say where objects are on the grids that its model.json describes.")]
    [InlineData("[8, 16, 32]", "[8, 16, 0]", "The model.json of the model 'image-detect' has a value outside its range at 'detection.strides'.")]
    [InlineData("\"height\": 416", "\"height\": 384", "The input of the model 'image-detect' is not the one that its model.json describes.")]
    public async Task StartAsync_OtherSettings_SaysWhatIsWrong(string written, string changed, string expected)
    {
        using var models = new TemporaryModels().AddYolox().Write("image-detect", "model.json", Yolox.ModelJson.Replace(written, changed, StringComparison.Ordinal));

        Assert.Equal(expected, (await StartAsync(models)).Reason);
    }

    [Fact]
    public async Task StartAsync_LabelsOfAnotherModel_SaysSo()
    {
        using var models = new TemporaryModels().AddYolox().Write("image-detect", "labels.txt", "cat\ndog\n");

        Assert.Equal("The model 'image-detect' tells 80 things apart, but has 2 labels.", (await StartAsync(models)).Reason);
    }

    private static async Task<Readiness> StartAsync(TemporaryModels models)
    {
        using var repository = models.Open();
        var detector = ObjectDetectorFixture.Create(repository);
        return await detector.StartAsync(TestContext.Current.CancellationToken);
    }

    private static byte[] Photo(string file) => File.ReadAllBytes(SharedFiles.PathOrSkip("data", "photos", file));

    private static byte[] OddImage(string file) => File.ReadAllBytes(SharedFiles.PathOrSkip("data", "odd-images", file));

    private static void AssertInside(ImageBox box, DetectedObjects image)
    {
        Assert.True(box.Left >= 0 && box.Top >= 0 && box.Width > 0 && box.Height > 0);
        Assert.InRange(box.Left + box.Width, 0, image.Width + 0.01);
        Assert.InRange(box.Top + box.Height, 0, image.Height + 0.01);
    }

    private static void AssertClose((float Left, float Top, float Width, float Height) expected, ImageBox box, float tolerance) => Assert.True(
        Math.Abs(expected.Left - box.Left) <= tolerance && Math.Abs(expected.Top - box.Top) <= tolerance
            && Math.Abs(expected.Width - box.Width) <= tolerance && Math.Abs(expected.Height - box.Height) <= tolerance,
        $"Expected about {expected}, but it is at {box}.");

    private ImageToSearch Prepare(DetectObjects input)
    {
        var outcome = fixture.Detector.Prepare(input, TestContext.Current.CancellationToken);
        Assert.True(outcome.IsSuccess, outcome.Error?.Message);
        return outcome.Value;
    }

    private async Task<DetectedObjects> DetectAsync(byte[] image, float? minConfidence = null, float? iou = null, int top = 100)
    {
        using var item = Prepare(new DetectObjects { Image = image, MinConfidence = minConfidence, Iou = iou, Top = top });
        var outcome = Assert.Single(await fixture.Detector.RunAsync([item], TestContext.Current.CancellationToken));
        Assert.True(outcome.IsSuccess, outcome.Error?.Message);
        SchemaCheck.AssertPromised(ImageCapabilities.Detect, outcome.Value);
        return outcome.Value;
    }
}
