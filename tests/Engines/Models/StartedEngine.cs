using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines;
using WorkerGrains.Engines.Models;

namespace WorkerGrains.Tests.Engines.Models;

/// <summary>An engine with a model of the shared folder, started once for all tests that ask for it.</summary>
internal sealed class StartedEngine<TEngine> : IDisposable
    where TEngine : IStartingEngine
{
    private readonly TemporaryModels _models = new();
    private readonly string _folder;
    private readonly Lazy<TEngine> _engine;
    private ModelRepository? _repository;

    /// <param name="folder">The model's folder among the shared ones.</param>
    /// <param name="layOut">Puts the model where the engine looks for it.</param>
    /// <param name="create">Makes the engine.</param>
    public StartedEngine(string folder, Func<TemporaryModels, TemporaryModels> layOut, Func<ModelRepository, TEngine> create)
    {
        _folder = folder;
        _engine = new Lazy<TEngine>(() =>
        {
            _repository = layOut(_models).Open();
            var engine = create(_repository);
            Assert.Equal(Readiness.Ready, engine.StartAsync(CancellationToken.None).GetAwaiter().GetResult());
            return engine;
        });
    }

    /// <summary>The engine; skips the test when the model is not at hand.</summary>
    public TEngine Engine
    {
        get
        {
            _ = SharedFiles.PathOrSkip("models", _folder);
            return _engine.Value;
        }
    }

    /// <summary>Where its model is.</summary>
    public ModelRepository Repository
    {
        get
        {
            _ = Engine;
            return _repository!;
        }
    }

    public void Dispose()
    {
        _repository?.Dispose();
        _models.Dispose();
    }
}
