using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using WorkerGrains.Contracts.Tensors;
using WorkerGrains.Engines.Devices;
using WorkerGrains.Engines.Models;
using WorkerGrains.Engines.Tensors;

namespace WorkerGrains.Tests.Engines.Models;

/// <summary>
/// Loads files whose text is what the model answers: a number. Any other text is a broken model. Counts what is in memory, and says, as a driver
/// would, how much of a device's that is.
/// </summary>
internal sealed class ScriptedRuntime : IModelRuntime
{
    private readonly ConcurrentDictionary<Session, byte> _alive = new();
    private int _loads;

    public string Name => "scripted";

    public string FileName => "model.onnx";

    /// <summary>How many loads have begun.</summary>
    public int Loads => Volatile.Read(ref _loads);

    /// <summary>How many models are in memory.</summary>
    public int Alive => _alive.Count;

    /// <summary>How many bytes of memory a model takes from now on for each of its file.</summary>
    public double BytesPerByte { get; set; }

    public bool CanUseGpus { get; set; } = true;

    /// <summary>Whether it finds, as soon as it is to use a GPU, that it cannot.</summary>
    public bool FindsGpusUnusable { get; set; }

    /// <summary>What a load waits for.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>How much of a device's memory its models take.</summary>
    public long UsedOn(Device device) => _alive.Keys.Where(session => session.Device == device.Id).Sum(static session => session.MemoryBytes);

    public bool TryLoad(
        string path, ModelSettings settings, Device device, [NotNullWhen(true)] out IModelSession? session, [NotNullWhen(false)] out ModelLoadFailure? failure)
    {
        Interlocked.Increment(ref _loads);
        Gate.GetAwaiter().GetResult();
        session = null;
        failure = int.TryParse(File.ReadAllText(path), out var answer) ? null : new ModelLoadFailure("The model file is broken.", "Replace it.");
        if (failure is not null)
        {
            return false;
        }

        CanUseGpus &= !(FindsGpusUnusable && device.IsAccelerator);
        var made = new Session(this, answer, CanUseGpus ? device.Id : Device.CpuId, (long)(new FileInfo(path).Length * BytesPerByte));
        _alive.TryAdd(made, 0);
        session = made;
        return true;
    }

    /// <summary>What a model answers.</summary>
    public static int Ask(LoadedModel model) => model.Session.Run([Tensor.Zeros(TensorType.Int32, [])], [0], CancellationToken.None)[0].Numbers<int>()[0];

    private sealed class Session(ScriptedRuntime runtime, int answer, string device, long memoryBytes) : IModelSession
    {
        private bool _disposed;

        public string Device => device;

        public long MemoryBytes => memoryBytes;

        public IReadOnlyList<TensorSignature> Inputs { get; } = [new("x", TensorType.Int32, [])];

        public IReadOnlyList<TensorSignature> Outputs { get; } = [new("y", TensorType.Int32, [])];

        public IReadOnlyList<Tensor> Run(IReadOnlyList<Tensor> inputs, IReadOnlyList<int> outputs, CancellationToken cancellationToken)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return [Tensor.Of(TensorType.Int32, [], BitConverter.GetBytes(answer))];
        }

        public void Dispose()
        {
            _disposed = true;
            runtime._alive.TryRemove(this, out _);
        }
    }
}
