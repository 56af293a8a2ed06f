using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Tensors;
using WorkerGrains.Engines.Images;
using WorkerGrains.Tests.Engines.Images;

namespace WorkerGrains.Tests.Silo.Manifest;

/// <summary>The models of images as tensors through the gateway, compared with each other.</summary>
[Collection(ModelSilo.Shared)]
public sealed class VisionModelTests(ModelSilo silo)
{
    private static readonly (string Photo, string Label)[] s_photos =
    [
        ("cat_720p.jpg", "Egyptian cat"), ("bird.bmp", "chickadee"), ("hot_dog.jpg", "hotdog"), ("dragonfly.bmp", "dragonfly"),
        ("sunflower.bmp", "daisy"), ("pets.jpg", "Italian greyhound"), ("chelsea.png", "tiger cat"), ("rocket.jpg", "missile"),
    ];

    [Fact]
    public async Task Infer_MobileNetInThreeForms_Agree()
    {
        SharedFiles.PathOrSkip("models", "mobilenet");
        foreach (var (photo, _) in s_photos[..4])
        {
            var input = Photo(photo, 224);
            var fp32 = await ProbabilitiesAsync("mobilenet_v2_1.0_224_fp32", input);
            var quantised = await ProbabilitiesAsync("mobilenet_v2_1.0_224_uint8_qdq", input);
            var script = Softmax((await silo.AnswerAsync(TorchScripts.MobileNetV2, input)).Outputs[0].ToArray<float>());

            var best = Best(fp32);
            Assert.Equal((best, best), (Best(quantised), Best(script)));
            Assert.Equal(fp32[best], quantised[best], 0.03);
            Assert.All(fp32.Zip(script), static pair => Assert.Equal(pair.First, pair.Second, 1e-3));
        }
    }

    [Fact]
    public async Task Infer_SmallestMobileNet_IsRightOnHalfOfThePhotos()
    {
        var labels = await File.ReadAllLinesAsync(SharedFiles.PathOrSkip("models", "mobilenet", "imagenet_labels.txt"), TestContext.Current.CancellationToken);
        var right = 0;
        foreach (var (photo, label) in s_photos)
        {
            var logits = (await silo.AnswerAsync(TorchScripts.MobileNetV1, Photo(photo, 128))).Outputs[0].ToArray<float>();
            right += labels[Best(logits)].Contains(label, StringComparison.OrdinalIgnoreCase) ? 1 : 0;
        }

        // The manifest: right on 6 of 12. Eight of the twelve are at hand.
        TestContext.Current.TestOutputHelper!.WriteLine($"{right} of {s_photos.Length} photos.");
        Assert.InRange(right, 3, 6);
    }

    [Fact]
    public async Task Infer_ThreePhotosInOneYoloxBatch_AreBitForBitWhatEachIsAlone()
    {
        SharedFiles.PathOrSkip("models", "yolox");
        var photos = s_photos.Take(3).Select(static photo => Letterboxed(photo.Photo)).ToArray();

        var together = (await silo.AnswerAsync("yolox_nano_dynbatch", Images(3, [.. photos.SelectMany(static photo => photo)]))).Outputs[0];
        Assert.Equal([3, 3549, 85], together.Shape);
        for (var photo = 0; photo < photos.Length; photo++)
        {
            var alone = (await silo.AnswerAsync("yolox_nano_dynbatch", Images(1, photos[photo]))).Outputs[0].ToArray<float>();
            var fixedBatch = (await silo.AnswerAsync("yolox_nano", Images(1, photos[photo]))).Outputs[0].ToArray<float>();

            Assert.Equal(alone, together.ToArray<float>()[(photo * alone.Length)..((photo + 1) * alone.Length)]);
            Assert.Equal(alone, fixedBatch);
        }

        static InferModel Images(int count, float[] pixels) => new() { Inputs = [NamedTensor.Of("images", [count, 3, 416, 416], pixels)], OutputEncoding = TensorEncoding.Base64 };
    }

    /// <summary>A photo as MobileNet was trained on them.</summary>
    private static InferModel Photo(string file, int side)
    {
        var settings = TestImages.Settings(side, side, cropFraction: 0.875f, PixelLayout.Nchw) with { Mean = [128, 128, 128], Std = [128, 128, 128] };
        return new() { Inputs = [NamedTensor.Of("input", [1, 3, side, side], Render(file, settings))], OutputEncoding = TensorEncoding.Base64 };
    }

    private static float[] Letterboxed(string file) =>
        Render(file, TestImages.Settings(416, 416, layout: PixelLayout.Nchw, channels: ChannelOrder.Bgr) with { Fit = ImageFit.Letterbox, Padding = 114 });

    private static float[] Render(string file, ImageSettings settings)
    {
        var numbers = new float[settings.Length];
        new PixelNormalizer(settings).Normalize(TestImages.Render(File.ReadAllBytes(SharedFiles.PathOrSkip("data", "photos", file)), settings), numbers);
        return numbers;
    }

    private async Task<float[]> ProbabilitiesAsync(string model, InferModel input) =>
        (await silo.AnswerAsync(model, input with { Outputs = ["probabilities"] })).Outputs[0].ToArray<float>();

    private static float[] Softmax(float[] logits)
    {
        var probabilities = new float[logits.Length];
        System.Numerics.Tensors.TensorPrimitives.SoftMax(logits, probabilities);
        return probabilities;
    }

    private static int Best(ReadOnlySpan<float> scores) => System.Numerics.Tensors.TensorPrimitives.IndexOfMax(scores);
}
