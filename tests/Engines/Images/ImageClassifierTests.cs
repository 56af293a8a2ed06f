using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Images;
using WorkerGrains.Tests.Engines.Models;

namespace WorkerGrains.Tests.Engines.Images;

public sealed class ImageClassifierTests(ImageClassifierFixture fixture) : IClassFixture<ImageClassifierFixture>
{
    [Theory]
    [InlineData("cat_720p.jpg", "Egyptian cat")]
    [InlineData("bird.bmp", "chickadee")]
    [InlineData("hot_dog.jpg", "hotdog")]
    [InlineData("sunflower.bmp", "daisy")]
    [InlineData("dragonfly.bmp", "dragonfly")]
    [InlineData("pets.jpg", "Italian greyhound")]
    [InlineData("chelsea.png", "tiger cat")]
    [InlineData("rocket.jpg", "missile")]
    public async Task RunAsync_Photo_NamesWhatItShows(string file, string expected)
    {
        var labels = await ClassifyAsync(Photo(file));

        Assert.Equal(5, labels.Count);
        Assert.Contains(expected, labels.SelectMany(static label => label.Label.Split(", ")));
        Assert.Equal(labels.OrderByDescending(static label => label.Confidence), labels);
        Assert.All(labels, static label => Assert.InRange(label.Confidence, 0, 1));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(100, 100)]
    public async Task RunAsync_Top_GivesAsManyLabels(int top, int expected) =>
        Assert.Equal(expected, (await ClassifyAsync(Photo("cat_720p.jpg"), top)).Count);

    [Fact]
    public async Task RunAsync_MoreThanOneRunTakes_AnswersInOrder()
    {
        var photos = (string[])["cat_720p.jpg", "bird.bmp", "hot_dog.jpg", "sunflower.bmp", "dragonfly.bmp"];
        var items = photos.Select(file => Prepare(Photo(file), top: 1)).ToList();

        var outcomes = await fixture.Classifier.RunAsync(items, TestContext.Current.CancellationToken);

        items.ForEach(static item => item.Dispose());
        Assert.Equal(
            ["Egyptian cat", "chickadee", "hotdog", "daisy", "dragonfly"],
            outcomes.Select(static outcome => outcome.Value!.Labels.Single().Label.Split(',')[0]));
    }

    [Fact]
    public async Task RunAsync_Batch_AnswersAsOneByOne()
    {
        var alone = await ClassifyAsync(Photo("pets.jpg"));
        using var one = Prepare(Photo("chelsea.png"));
        using var other = Prepare(Photo("pets.jpg"));

        var outcomes = await fixture.Classifier.RunAsync([one, other], TestContext.Current.CancellationToken);

        Assert.Equal(alone.Select(static label => label.Index), outcomes[1].Value!.Labels.Select(static label => label.Index));
        Assert.Equal(alone.Select(static label => label.Confidence), outcomes[1].Value!.Labels.Select(static label => label.Confidence), static (a, b) => Math.Abs(a - b) < 1e-4);
    }

    [Fact]
    public async Task RunAsync_TurnedPhoto_IsNamedAsTheUprightOne()
    {
        var upright = await ClassifyAsync(OddImage("hopper.jpg"));

        foreach (var file in (string[])["hopper_orientation_2.jpg", "hopper_orientation_3.jpg", "hopper_orientation_6.jpg", "hopper_orientation_7.jpg"])
        {
            Assert.Equal(upright[0].Index, (await ClassifyAsync(OddImage(file)))[0].Index);
        }
    }

    [Fact]
    public async Task RunAsync_ManyAtOnce_KeepsThemApart()
    {
        var classifier = fixture.Classifier;
        var photos = (string[])["cat_720p.jpg", "bird.bmp", "hot_dog.jpg", "sunflower.bmp"];
        var expected = await Task.WhenAll(photos.Select(async file => (await ClassifyAsync(Photo(file), top: 1))[0].Index));

        await Parallel.ForAsync(0, 32, TestContext.Current.CancellationToken, async (i, cancellationToken) =>
        {
            using var item = Prepare(Photo(photos[i % photos.Length]), top: 1);
            var outcomes = await classifier.RunAsync([item], cancellationToken);
            Assert.Equal(expected[i % photos.Length], outcomes[0].Value!.Labels[0].Index);
        });
    }

    [Fact]
    public async Task RunAsync_Canceled_Throws()
    {
        using var item = Prepare(Photo("cat_720p.jpg"));

        await Assert.ThrowsAsync<OperationCanceledException>(() => fixture.Classifier.RunAsync([item], new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Prepare_NoImage_SaysWhatToSend()
    {
        var outcome = fixture.Classifier.Prepare(new ClassifyImage { Image = "<html></html>"u8.ToArray() }, TestContext.Current.CancellationToken);

        Assert.Equal(WorkErrorCode.InvalidInput, outcome.Error!.Code);
        Assert.Equal("image.undecodable", outcome.Error.Reason);
        Assert.Equal("The input is not an image. Send a JPEG, PNG, WebP, GIF or BMP file.", outcome.Error.Message);
    }

    [Fact]
    public void Prepare_Canceled_Throws() => Assert.Throws<OperationCanceledException>(
        () => fixture.Classifier.Prepare(new ClassifyImage { Image = Photo("cat_720p.jpg") }, new CancellationToken(canceled: true)));

    [Fact]
    public async Task StartAsync_NotInstalled_SaysSo()
    {
        using var models = new TemporaryModels();

        Assert.Equal("The model 'image-classify' is not installed.", (await StartAsync(models)).Reason);
    }

    [Fact]
    public async Task StartAsync_NothingAboutImages_SaysSo()
    {
        using var models = new TemporaryModels().AddTiny("image-classify", "1", "mul2_f32.onnx");

        Assert.Equal("The model 'image-classify' does not say how images are made ready for it.", (await StartAsync(models)).Reason);
    }

    [Fact]
    public async Task StartAsync_ModelThatTakesNoImages_SaysSo()
    {
        using var models = new TemporaryModels().AddTiny("image-classify", "1", "mul2_f32.onnx").Write("image-classify", "model.json", ImageClassifierFixture.ModelJson);

        Assert.Equal("The input of the model 'image-classify' is not the one that its model.json describes.", (await StartAsync(models)).Reason);
    }

    [Fact]
    public async Task StartAsync_LabelsOfAnotherModel_SaysSo()
    {
        using var models = new TemporaryModels()
            .Add("image-classify", "1", SharedFiles.PathOrSkip("models", "mobilenet", "mobilenet_v2_1.0_224_uint8_qdq.onnx"))
            .Write("image-classify", "model.json", ImageClassifierFixture.ModelJson)
            .Write("image-classify", "labels.txt", "cat\ndog\n");

        Assert.Equal("The model 'image-classify' tells 1001 things apart, but has 2 labels.", (await StartAsync(models)).Reason);
    }

    private static async Task<Readiness> StartAsync(TemporaryModels models)
    {
        using var repository = models.Open();
        var classifier = ImageClassifierFixture.Create(repository);
        return await classifier.StartAsync(TestContext.Current.CancellationToken);
    }

    private static byte[] Photo(string file) => File.ReadAllBytes(SharedFiles.PathOrSkip("data", "photos", file));

    private static byte[] OddImage(string file) => File.ReadAllBytes(SharedFiles.PathOrSkip("data", "odd-images", file));

    private ImageToClassify Prepare(byte[] image, int top = 5)
    {
        var outcome = fixture.Classifier.Prepare(new ClassifyImage { Image = image, Top = top }, TestContext.Current.CancellationToken);
        Assert.True(outcome.IsSuccess, outcome.Error?.Message);
        return outcome.Value;
    }

    private async Task<IReadOnlyList<ImageLabel>> ClassifyAsync(byte[] image, int top = 5)
    {
        using var item = Prepare(image, top);
        var outcomes = await fixture.Classifier.RunAsync([item], TestContext.Current.CancellationToken);
        return outcomes.Single().Value!.Labels;
    }
}
