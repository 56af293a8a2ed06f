using WorkerGrains.Tests.Engines.Models;

namespace WorkerGrains.Tests.Silo;

/// <summary>A silo several of whose capabilities have a bad model, each another one. Started by the first test that asks, which skips where the models are not at hand.</summary>
public sealed class BadModelSilo : IAsyncDisposable
{
    private readonly TemporaryModels _models = new();
    private SiloProcess? _silo;

    internal string Repository => _models.Path;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_silo is not null)
        {
            await _silo.DisposeAsync();
        }

        _models.Dispose();
    }

    internal async Task<SiloProcess> GetAsync() => _silo ??= await StartAsync();

    private Task<SiloProcess> StartAsync()
    {
        foreach (var (name, file) in BadModelTests.Models)
        {
            _models.AddTiny(name, "1", file);
        }

        return SiloProcess.StartAsync("bad", $"--Models:Path={_models.Path}");
    }
}
