using Microsoft.Extensions.Options;
using WorkerGrains.Engines.Generation;
using WorkerGrains.Engines.Models;
using WorkerGrains.Tests.Engines.Models;

namespace WorkerGrains.Tests.Engines.Generation;

/// <summary>A generator with the small model of stories, loaded once.</summary>
public sealed class TextGeneratorFixture : IDisposable
{
    private readonly StartedEngine<TextGenerator> _generator = new(
        "babyllama",
        static models => models.AddBabyLlama(),
        static repository => new TextGenerator(repository, Options.Create(new TextGeneratorOptions())));

    /// <summary>The generator; skips the test when the shared folder is not there.</summary>
    internal TextGenerator Generator => _generator.Engine;

    /// <summary>A second hold on the model, to step through it by hand.</summary>
    internal ModelBinding<GenerationModel> Bind() =>
        _generator.Repository.Bind<GenerationModel>("text-generate", GenerationModel.TryCreate, static (_, _) => { });

    public void Dispose() => _generator.Dispose();
}
