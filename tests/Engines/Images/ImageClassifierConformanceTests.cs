using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Engines.Images;

namespace WorkerGrains.Tests.Engines.Images;

public sealed class ImageClassifierConformanceTests(ImageClassifierFixture fixture) : EngineConformance, IClassFixture<ImageClassifierFixture>
{
    private protected override ValueTask<EngineUnderTest> StartAsync() => new(new EngineUnderTest<ImageToClassify, ImageLabels>
    {
        Engine = fixture.Classifier,
        Inputs = [() => Prepare("cat_720p.jpg"), () => Prepare("hot_dog.jpg"), () => Prepare("sunflower.bmp")],
        BadInput = () => PrepareAndDispose("cat_720p.jpg"),
        Lanes = 2,
        Same = static (one, other) => one.Labels[0].Index == other.Labels[0].Index && Math.Abs(one.Labels[0].Confidence - other.Labels[0].Confidence) < 1e-4,
    });

    private ImageToClassify PrepareAndDispose(string photo)
    {
        var image = Prepare(photo);
        image.Dispose();
        return image;
    }

    private ImageToClassify Prepare(string photo) => fixture.Classifier.Prepare(
        new ClassifyImage { Image = File.ReadAllBytes(SharedFiles.PathOrSkip("data", "photos", photo)) }, TestContext.Current.CancellationToken).Value!;
}
