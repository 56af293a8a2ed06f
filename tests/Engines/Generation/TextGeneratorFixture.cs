using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Generation;
using WorkerGrains.Engines.Models;
using WorkerGrains.Tests.Engines.Models;

namespace WorkerGrains.Tests.Engines.Generation;

/// <summary>A generator with the small model of stories, loaded once.</summary>
public sealed class TextGeneratorFixture : IDisposable
{
    private readonly TemporaryModels _models = new();
    private readonly Lazy<TextGenerator> _generator;
    private ModelRepository? _repository;

    public TextGeneratorFixture() => _generator = new Lazy<TextGenerator>(Start);

    /// <summary>The generator; skips the test when the shared folder is not there.</summary>
    internal TextGenerator Generator
    {
        get
        {
            _ = SharedFiles.PathOrSkip("models", "babyllama");
            return _generator.Value;
        }
    }

    /// <summary>A second hold on the model, to step through it by hand.</summary>
    internal ModelBinding<GenerationModel> Bind()
    {
        _ = Generator;
        return _repository!.Bind<GenerationModel>("text-generate", GenerationModel.TryCreate, static (_, _) => { });
    }

    public void Dispose()
    {
        _repository?.Dispose();
        _models.Dispose();
    }

    private TextGenerator Start()
    {
        _repository = _models.AddBabyLlama().Open();
        var generator = new TextGenerator(_repository, Options.Create(new TextGeneratorOptions()));
        Assert.Equal(Readiness.Ready, generator.StartAsync(CancellationToken.None).GetAwaiter().GetResult());
        return generator;
    }
}
