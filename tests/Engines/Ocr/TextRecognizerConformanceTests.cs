using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Engines.Ocr;

namespace WorkerGrains.Tests.Engines.Ocr;

public sealed class TextRecognizerConformanceTests(TextRecognizerFixture fixture) : EngineConformance, IClassFixture<TextRecognizerFixture>
{
    private protected override ValueTask<EngineUnderTest> StartAsync() => new(new EngineUnderTest<ImageToRead, RecognizedText>
    {
        Engine = fixture.Recognizer,
        Inputs = [() => Prepare("ocr-images", "page.png"), () => Prepare("odd-images", "pil_sample_cmyk.jpg"), () => Prepare("odd-images", "bmp_g_rgb16.bmp"), () => Prepare("odd-images", "hopper.jpg")],
        BadInput = () => PrepareAndDispose("odd-images", "pil_sample_cmyk.jpg"),
        Lanes = 2,
        Same = static (one, other) => one.Lines.Count == other.Lines.Count && one.Lines.Zip(other.Lines).All(static pair =>
            pair.First.Text == pair.Second.Text
            && Math.Abs(pair.First.Confidence - pair.Second.Confidence) < 1e-3
            && pair.First.Corners.SequenceEqual(pair.Second.Corners)),
    });

    private ImageToRead PrepareAndDispose(string folder, string file)
    {
        var image = Prepare(folder, file);
        image.Dispose();
        return image;
    }

    private ImageToRead Prepare(string folder, string file) => fixture.Recognizer.Prepare(
        new RecognizeText { Image = File.ReadAllBytes(SharedFiles.PathOrSkip("data", folder, file)) }, TestContext.Current.CancellationToken).Value!;
}
