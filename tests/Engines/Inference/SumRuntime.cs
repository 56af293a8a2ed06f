using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using WorkerGrains.Contracts.Tensors;
using WorkerGrains.Engines.Devices;
using WorkerGrains.Engines.Models;
using WorkerGrains.Engines.Tensors;

namespace WorkerGrains.Tests.Engines.Inference;

/// <summary>Runs models that add what they are given to what they carry over. They fail on numbers below zero, and can be held.</summary>
internal sealed class SumRuntime : IModelRuntime
{
    public string Name => "sum";

    public string FileName => "model.onnx";

    /// <summary>The rows of each run.</summary>
    public ConcurrentQueue<long> Runs { get; } = new();

    /// <summary>What a run waits for.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public bool CanUseGpus => false;

    public bool TryLoad(
        string path, ModelSettings settings, Device device, [NotNullWhen(true)] out IModelSession? session, [NotNullWhen(false)] out ModelLoadFailure? failure)
    {
        session = new Session(this);
        failure = null;
        return true;
    }

    private sealed class Session(SumRuntime runtime) : IModelSession
    {
        public string Device => "cpu";

        public IReadOnlyList<TensorSignature> Inputs { get; } = [new("x", TensorType.Fp32, [-1, 1]), new("state", TensorType.Fp32, [-1, 1])];

        public IReadOnlyList<TensorSignature> Outputs { get; } = [new("twice", TensorType.Fp32, [-1, 1]), new("sum", TensorType.Fp32, [-1, 1])];

        public IReadOnlyList<Tensor> Run(IReadOnlyList<Tensor> inputs, IReadOnlyList<int> outputs, CancellationToken cancellationToken)
        {
            runtime.Runs.Enqueue(inputs[0].Shape[0]);
            runtime.Gate.WaitAsync(cancellationToken).GetAwaiter().GetResult();
            if (inputs[0].Numbers<float>().ContainsAnyInRange(float.MinValue, -1))
            {
                throw new ModelRunException("It takes no numbers below zero.");
            }

            Tensor[] all = [Tensor.Zeros(TensorType.Fp32, [.. inputs[0].Shape]), Tensor.Zeros(TensorType.Fp32, [.. inputs[0].Shape])];
            for (var i = 0; i < inputs[0].Numbers<float>().Length; i++)
            {
                var sum = inputs[0].Numbers<float>()[i] + inputs[1].Numbers<float>()[i];
                (all[0].Numbers<float>()[i], all[1].Numbers<float>()[i]) = (2 * sum, sum);
            }

            return [.. outputs.Select(output => all[output])];
        }

        public void Dispose()
        {
        }
    }
}
