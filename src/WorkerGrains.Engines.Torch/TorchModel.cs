using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;
using TorchSharp;
using WorkerGrains.Engines.Models;
using WorkerGrains.Engines.Tensors;

namespace WorkerGrains.Engines.Torch;

/// <summary>A TorchScript module in memory, run by libtorch.</summary>
/// <remarks>Thread-safe: one serves all lanes. Whoever loaded it disposes of it, after the last run.</remarks>
internal sealed class TorchModel : IDisposable
{
    // What a thread was last told; libtorch keeps the number of threads for each of ours.
    [ThreadStatic]
    private static int s_threads;

    private readonly torch.jit.ScriptModule _module;
    private readonly torch.Device _device;
    private readonly string _method;
    private readonly int _threads;

    private TorchModel(torch.jit.ScriptModule module, MethodSignature signature, TorchLoadOptions options)
    {
        _module = module;
        _method = signature.ReturnsDictionary ? TorchArchive.ItemsMethod : options.Method;
        _threads = options.Threads;
        _device = DeviceOf(options);
        Device = options.Gpu?.Id ?? Devices.Device.CpuId;
        Signature = signature;
    }

    /// <summary>The id of the device that it runs on.</summary>
    public string Device { get; }

    /// <summary>What the method that is run takes and gives.</summary>
    public MethodSignature Signature { get; }

    /// <summary>Loads a file. Takes as long as the model is large: call it where blocking is fine.</summary>
    public static bool TryLoad(
        string path, TorchLoadOptions options, [NotNullWhen(true)] out TorchModel? model, [NotNullWhen(false)] out ModelLoadFailure? failure)
    {
        model = null;
        failure = ModelFileHead.Inspect(path) ?? TorchLibrary.EnsureLoaded();
        if (failure is not null || !TorchArchive.TryRead(path, options.Method, out var archive, out failure))
        {
            return false;
        }

        if (!archive.Signature.ReturnsDictionary)
        {
            return TryLoad(path, archive.Signature, options, out model, out failure);
        }

        // By way of a file, because libtorch reads weights from there without holding the whole file in memory.
        var copy = Path.GetTempFileName();
        try
        {
            archive.WriteWithItems(options.Method, copy);
            return TryLoad(copy, archive.Signature, options, out model, out failure);
        }
        finally
        {
            File.Delete(copy);
        }
    }

    /// <summary>Runs the method.</summary>
    /// <param name="inputs">An argument for each parameter up to the last that is given; <see langword="null"/> for none.</param>
    /// <param name="cancellationToken">Looked at before the run; libtorch cannot be stopped in the middle.</param>
    /// <returns>Every tensor in what the method gives, in its order.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    /// <exception cref="ModelRunException">The inputs do not fit the model, or the model fails on them.</exception>
    public IReadOnlyList<TorchOutput> Run(IReadOnlyList<Tensor?> inputs, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        UseThreads();
        using var scope = torch.NewDisposeScope();
        using var inference = torch.inference_mode();
        var arguments = new object?[inputs.Count];
        try
        {
            for (var i = 0; i < arguments.Length; i++)
            {
                arguments[i] = inputs[i] is { } input ? TorchConversion.ToArgument(input, Signature.Parameters[i].Type, _device) : null;
            }

            return Read(_module.invoke(_method, arguments!));
        }
        catch (Exception exception) when (exception is ExternalException or NotImplementedException or InvalidOperationException or InvalidCastException or ArgumentException)
        {
            // Where TorchSharp cannot pass a result on, it is one of the others.
            throw new ModelRunException(TorchFailures.Describe(exception.Message), exception);
        }
        finally
        {
            // TorchSharp takes the handles out of them, and a finalizer must not free those while the method reads them.
            GC.KeepAlive(arguments);
            Array.ForEach(arguments, static argument => (argument as Scalar)?.Dispose());
        }
    }

    public void Dispose() => _module.Dispose();

    private static torch.Device DeviceOf(TorchLoadOptions options) => options.Gpu is { } gpu ? torch.device(DeviceType.CUDA, gpu.Index) : torch.CPU;

    private static bool TryLoad(
        string path, MethodSignature signature, TorchLoadOptions options, [NotNullWhen(true)] out TorchModel? model, [NotNullWhen(false)] out ModelLoadFailure? failure)
    {
        model = null;
        failure = options.Trial?.Run(path);
        if (failure is not null)
        {
            return false;
        }

        try
        {
            var module = torch.jit.load(path, DeviceOf(options));
            module.eval();
            model = new TorchModel(module, signature, options);
            return true;
        }
        catch (ExternalException exception)
        {
            failure = TorchFailures.Load(exception.Message);
            return false;
        }
    }

    private void UseThreads()
    {
        if (s_threads != _threads)
        {
            torch.set_num_threads(_threads);
            s_threads = _threads;
        }
    }

    private TorchOutput[] Read(object? result)
    {
        if (!Signature.ReturnsDictionary)
        {
            return [.. TorchConversion.Flatten(result).Select(static tensor => new TorchOutput(null, tensor))];
        }

        // Names and values, as many of one as of the other.
        var items = TorchConversion.Flatten(result).ToArray();
        var count = items.Length / 2;
        return [.. Enumerable.Range(0, count).Select(i => new TorchOutput(NameOf(items[i]), items[count + i]))];
    }

    // TorchScript's characters are bytes.
    private static string NameOf(Tensor utf8) => Encoding.UTF8.GetString(Array.ConvertAll(utf8.Numbers<long>().ToArray(), static code => (byte)code));
}
