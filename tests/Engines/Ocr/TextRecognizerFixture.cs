using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Models;
using WorkerGrains.Engines.Ocr;
using WorkerGrains.Tests.Engines.Images;
using WorkerGrains.Tests.Engines.Models;

namespace WorkerGrains.Tests.Engines.Ocr;

/// <summary>A recogniser with the PP-OCRv4 of the shared folder, loaded once.</summary>
public sealed class TextRecognizerFixture : IDisposable
{
    private readonly TemporaryModels _models = new();
    private readonly Lazy<TextRecognizer> _recognizer;
    private ModelRepository? _repository;

    public TextRecognizerFixture() => _recognizer = new Lazy<TextRecognizer>(Start);

    /// <summary>The recogniser; skips the test when the shared folder is not there.</summary>
    internal TextRecognizer Recognizer
    {
        get
        {
            _ = SharedFiles.PathOrSkip("models", "ocr");
            return _recognizer.Value;
        }
    }

    internal static TextRecognizer Create(ModelRepository repository, int maxSide = 3200) =>
        new(repository, TestImages.Decoder(), Options.Create(new TextRecognizerOptions { MaxSide = maxSide }));

    public void Dispose()
    {
        _repository?.Dispose();
        _models.Dispose();
    }

    private TextRecognizer Start()
    {
        _repository = _models.AddPaddleOcr().Open();
        var recognizer = Create(_repository);
        Assert.Equal(Readiness.Ready, recognizer.StartAsync(CancellationToken.None).GetAwaiter().GetResult());
        return recognizer;
    }
}
