using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.OnnxRuntime;
using WorkerGrains.Engines.Devices;
using WorkerGrains.Engines.Models;

namespace WorkerGrains.Engines.Onnx;

/// <summary>A model in memory, run by ONNX Runtime.</summary>
/// <remarks>
/// Thread-safe: one session serves all lanes, so the weights are there once. Disposing it while runs are under way is safe; the memory
/// goes when the last one ends. Whoever loaded it disposes of it.
/// </remarks>
internal sealed class OnnxModel : IDisposable
{
    private readonly InferenceSession _session;
    private readonly OnnxArena _arena;
    private readonly ITimer _idleCheck;

    // The owner counts as one: native memory must not go while a run reads it.
    private int _users = 1;
    private int _disposed;

    // Whether a run came since the last look, and whether the arena may hold something of one.
    private bool _wasUsed;
    private bool _holdsMemory;

    private OnnxModel(InferenceSession session, Device? gpu, OnnxLoadOptions options)
    {
        _session = session;
        Device = gpu?.Id ?? Devices.Device.CpuId;
        Inputs = [.. session.InputNames.Select(name => TensorSpec.Of(name, session.InputMetadata[name]))];
        Outputs = [.. session.OutputNames.Select(name => TensorSpec.Of(name, session.OutputMetadata[name]))];
        _arena = new OnnxArena(session, Inputs, Outputs, gpu);
        var period = options.Runtime.ReleaseMemoryAfter;
        _idleCheck = options.Time.CreateTimer(static model => ((OnnxModel)model!).ReleaseIdleMemory(), this, period, period);
    }

    /// <summary>The id of the device that it runs on.</summary>
    public string Device { get; }

    /// <summary>What it takes.</summary>
    public IReadOnlyList<TensorSpec> Inputs { get; }

    /// <summary>What it gives.</summary>
    public IReadOnlyList<TensorSpec> Outputs { get; }

    /// <summary>Loads a model file. Takes as long as the model is large: call it where blocking is fine.</summary>
    public static bool TryLoad(
        string path, OnnxLoadOptions options, [NotNullWhen(true)] out OnnxModel? model, [NotNullWhen(false)] out ModelLoadFailure? failure)
    {
        model = null;
        failure = ModelFileHead.Inspect(path);
        if (failure is not null)
        {
            return false;
        }

        try
        {
            using var session = CreateSessionOptions(options);
            var gpu = options.Gpu is { } wanted && options.Accelerator?.TryAddTo(session, wanted) == true ? wanted : null;
            model = new OnnxModel(new InferenceSession(path, session), gpu, options);
            return true;
        }
        catch (OnnxRuntimeException exception)
        {
            failure = OnnxLoadFailures.From(exception);
            return false;
        }
    }

    /// <summary>Runs the model from tensors into tensors, both the caller's.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled; the run stops at the next operator.</exception>
    /// <exception cref="OnnxRuntimeException">The inputs do not fit the model, or the model fails on them.</exception>
    public void Run(
        IReadOnlyCollection<string> inputNames,
        IReadOnlyCollection<OrtValue> inputs,
        IReadOnlyCollection<string> outputNames,
        IReadOnlyCollection<OrtValue> outputs,
        CancellationToken cancellationToken) => Run(
        options =>
        {
            _session.Run(options, inputNames, inputs, outputNames, outputs);
            return true;
        },
        cancellationToken);

    /// <summary>Runs the model where the shapes of the outputs are not known beforehand.</summary>
    /// <returns>The outputs, which the caller disposes of.</returns>
    /// <inheritdoc cref="Run(IReadOnlyCollection{string}, IReadOnlyCollection{OrtValue}, IReadOnlyCollection{string}, IReadOnlyCollection{OrtValue}, CancellationToken)" path="/exception"/>
    public IDisposableReadOnlyCollection<OrtValue> Run(
        IReadOnlyCollection<string> inputNames,
        IReadOnlyCollection<OrtValue> inputs,
        IReadOnlyCollection<string> outputNames,
        CancellationToken cancellationToken) => Run(options => _session.Run(options, inputNames, inputs, outputNames), cancellationToken);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _idleCheck.Dispose();
            Leave();
        }
    }

    private TResult Run<TResult>(Func<RunOptions, TResult> run, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Enter();
        try
        {
            using var options = new RunOptions();
            using var registration = cancellationToken.UnsafeRegister(static state => ((RunOptions)state!).Terminate = true, options);
            return run(options);
        }
        catch (OnnxRuntimeException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        finally
        {
            Leave();
        }
    }

    private void Enter()
    {
        ObjectDisposedException.ThrowIf(!TryEnter(), this);
        Volatile.Write(ref _wasUsed, true);
    }

    private bool TryEnter()
    {
        var users = Volatile.Read(ref _users);
        while (users != 0 && Volatile.Read(ref _disposed) == 0)
        {
            var seen = Interlocked.CompareExchange(ref _users, users + 1, users);
            if (seen == users)
            {
                return true;
            }

            users = seen;
        }

        return false;
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            _session.Dispose();
        }
    }

    /// <summary>Gives back what the last runs needed, once a whole period has passed without one.</summary>
    private void ReleaseIdleMemory()
    {
        if (Volatile.Read(ref _wasUsed))
        {
            Volatile.Write(ref _wasUsed, false);
            _holdsMemory = true;
        }
        else if (_holdsMemory && TryEnter())
        {
            _arena.Shrink();
            _holdsMemory = false;
            Leave();
        }
    }

    private static SessionOptions CreateSessionOptions(OnnxLoadOptions options)
    {
        var hasSharedThreads = OnnxEnvironment.EnsureSharedThreads(options.Runtime);
        var session = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            EnableMemoryPattern = options.HasFixedShapes,
            // An arena for each session, although it grows in powers of two: only an arena shared by the process can be told to grow as
            // needed, and in that one what is left of one model keeps what was another's from going back. Idle ones are shrunk instead.
            EnableCpuMemArena = true,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        if (options.Threads is null && hasSharedThreads)
        {
            session.DisablePerSessionThreads();
        }
        else
        {
            session.IntraOpNumThreads = options.Threads ?? OnnxEnvironment.ThreadsOf(options.Runtime);
            session.InterOpNumThreads = 1;
            session.AddSessionConfigEntry("session.intra_op.allow_spinning", options.Runtime.Spin ? "1" : "0");
        }

        return session;
    }
}
