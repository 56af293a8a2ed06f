using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Files;
using WorkerGrains.Engines.Models;
using WorkerGrains.Tests.Engines.Models;

namespace WorkerGrains.Tests.Engines.Files;

/// <summary>An identifier with the Magika of the shared folder, loaded once.</summary>
public sealed class FileIdentifierFixture : IDisposable
{
    private readonly TemporaryModels _models = new();
    private readonly Lazy<FileIdentifier> _identifier;
    private ModelRepository? _repository;

    public FileIdentifierFixture() => _identifier = new Lazy<FileIdentifier>(Start);

    /// <summary>The identifier; skips the test when the shared folder is not there.</summary>
    internal FileIdentifier Identifier
    {
        get
        {
            _ = SharedFiles.PathOrSkip("models", "magika");
            return _identifier.Value;
        }
    }

    internal static FileIdentifier Create(ModelRepository repository) =>
        new(repository, Options.Create(new FileIdentifierOptions()));

    public void Dispose()
    {
        _repository?.Dispose();
        _models.Dispose();
    }

    private FileIdentifier Start()
    {
        _repository = _models.AddMagika().Write("file-identify", "model.json", """{ "batching": { "maxBatchSize": 3 }, "threads": 1 }""").Open();
        var identifier = Create(_repository);
        Assert.Equal(Readiness.Ready, identifier.StartAsync(CancellationToken.None).GetAwaiter().GetResult());
        return identifier;
    }
}
