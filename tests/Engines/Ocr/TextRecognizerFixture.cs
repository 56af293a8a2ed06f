using Microsoft.Extensions.Options;
using WorkerGrains.Engines.Models;
using WorkerGrains.Engines.Ocr;
using WorkerGrains.Tests.Engines.Images;
using WorkerGrains.Tests.Engines.Models;

namespace WorkerGrains.Tests.Engines.Ocr;

/// <summary>A recogniser with the PP-OCRv4 of the shared folder, loaded once.</summary>
public sealed class TextRecognizerFixture : IDisposable
{
    private readonly StartedEngine<TextRecognizer> _recognizer = new(
        "ocr",
        static models => models.AddPaddleOcr(),
        static repository => Create(repository));

    /// <summary>The recogniser; skips the test when the shared folder is not there.</summary>
    internal TextRecognizer Recognizer => _recognizer.Engine;

    internal static TextRecognizer Create(ModelRepository repository, int maxSide = 3200) =>
        new(repository, TestImages.Decoder(), Options.Create(new TextRecognizerOptions { MaxSide = maxSide }));

    public void Dispose() => _recognizer.Dispose();
}
