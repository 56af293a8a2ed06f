using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Engines.Ocr;
using WorkerGrains.Tests.Engines.Images;

namespace WorkerGrains.Tests.Engines.Ocr;

public sealed class TextRecognizerConformanceTests(TextRecognizerFixture fixture) : EngineConformance, IClassFixture<TextRecognizerFixture>
{
    private protected override ValueTask<EngineUnderTest> StartAsync() => new(new EngineUnderTest<ImageToRead, RecognizedText>
    {
        Engine = fixture.Recognizer,
        Inputs = [TwoLines, () => Prepare("odd-images", "pil_sample_cmyk.jpg"), () => Prepare("odd-images", "bmp_g_rgb16.bmp"), () => Prepare("odd-images", "hopper.jpg")],
        BadInput = () => PrepareAndDispose("odd-images", "pil_sample_cmyk.jpg"),
        Lanes = 2,
        Same = static (one, other) => one.Lines.Count == other.Lines.Count && one.Lines.Zip(other.Lines).All(static pair =>
            pair.First.Text == pair.Second.Text
            && Math.Abs(pair.First.Confidence - pair.Second.Confidence) < 1e-3
            && pair.First.Corners.SequenceEqual(pair.Second.Corners)),
    });

    private ImageToRead TwoLines() => Prepare(TestImages.Top(File.ReadAllBytes(SharedFiles.PathOrSkip("data", "ocr-images", "bw_text.png")), height: 85));

    private ImageToRead PrepareAndDispose(string folder, string file)
    {
        var image = Prepare(folder, file);
        image.Dispose();
        return image;
    }

    private ImageToRead Prepare(string folder, string file) => Prepare(File.ReadAllBytes(SharedFiles.PathOrSkip("data", folder, file)));

    private ImageToRead Prepare(byte[] image) => fixture.Recognizer.Prepare(new RecognizeText { Image = image }, TestContext.Current.CancellationToken).Value!;
}
