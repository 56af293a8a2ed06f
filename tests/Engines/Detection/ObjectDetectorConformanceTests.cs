using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Engines.Detection;

namespace WorkerGrains.Tests.Engines.Detection;

public sealed class ObjectDetectorConformanceTests(ObjectDetectorFixture fixture) : EngineConformance, IClassFixture<ObjectDetectorFixture>
{
    private protected override ValueTask<EngineUnderTest> StartAsync() => new(new EngineUnderTest<ImageToSearch, DetectedObjects>
    {
        Engine = fixture.Detector,
        Inputs = [() => Prepare("cat_720p.jpg"), () => Prepare("pets.jpg"), () => Prepare("bird.bmp")],
        BadInput = () => PrepareAndDispose("cat_720p.jpg"),
        Lanes = 2,
        Same = static (one, other) => one.Objects.Count == other.Objects.Count && one.Objects.Zip(other.Objects).All(static pair =>
            pair.First.Index == pair.Second.Index
            && Math.Abs(pair.First.Confidence - pair.Second.Confidence) < 1e-4
            && Math.Abs(pair.First.Box.Left - pair.Second.Box.Left) < 0.1),
    });

    private ImageToSearch PrepareAndDispose(string photo)
    {
        var image = Prepare(photo);
        image.Dispose();
        return image;
    }

    private ImageToSearch Prepare(string photo) => fixture.Detector.Prepare(
        new DetectObjects { Image = File.ReadAllBytes(SharedFiles.PathOrSkip("data", "photos", photo)) }, TestContext.Current.CancellationToken).Value!;
}
