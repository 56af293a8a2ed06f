using WorkerGrains.Engines.Tensors;

namespace WorkerGrains.Engines.Models;

/// <summary>A model in memory, whatever runs it.</summary>
/// <remarks>Thread-safe: one serves all lanes, so the weights are there once. Whoever loaded it disposes of it, after the last run.</remarks>
internal interface IModelSession : IDisposable
{
    /// <summary>The device that it computes on: <c>cpu</c>, <c>cuda:0</c>.</summary>
    string Device { get; }

    /// <summary>What it takes, in order.</summary>
    IReadOnlyList<TensorSignature> Inputs { get; }

    /// <summary>What it gives, in order.</summary>
    IReadOnlyList<TensorSignature> Outputs { get; }

    /// <summary>Runs the model.</summary>
    /// <param name="inputs">A tensor for each of <see cref="Inputs"/>, in that order and of that type.</param>
    /// <param name="outputs">Places in <see cref="Outputs"/> of those to give.</param>
    /// <param name="cancellationToken">Stops the run as soon as the runtime can.</param>
    /// <returns>A tensor for each place asked for, in that order.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    /// <exception cref="ModelRunException">The inputs do not fit the model, or the model fails on them.</exception>
    IReadOnlyList<Tensor> Run(IReadOnlyList<Tensor> inputs, IReadOnlyList<int> outputs, CancellationToken cancellationToken);
}
