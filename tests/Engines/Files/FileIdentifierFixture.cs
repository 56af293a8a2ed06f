using Microsoft.Extensions.Options;
using WorkerGrains.Engines.Files;
using WorkerGrains.Engines.Models;
using WorkerGrains.Tests.Engines.Models;

namespace WorkerGrains.Tests.Engines.Files;

/// <summary>An identifier with the Magika of the shared folder, loaded once.</summary>
public sealed class FileIdentifierFixture : IDisposable
{
    private readonly StartedEngine<FileIdentifier> _identifier = new(
        "magika",
        static models => models.AddMagika().Write("file-identify", "model.json", """{ "batching": { "maxBatchSize": 3 }, "threads": 1 }"""),
        Create);

    /// <summary>The identifier; skips the test when the shared folder is not there.</summary>
    internal FileIdentifier Identifier => _identifier.Engine;

    internal static FileIdentifier Create(ModelRepository repository) =>
        new(repository, Options.Create(new FileIdentifierOptions()));

    public void Dispose() => _identifier.Dispose();
}
