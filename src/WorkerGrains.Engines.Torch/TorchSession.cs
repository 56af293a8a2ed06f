using WorkerGrains.Engines.Models;
using WorkerGrains.Engines.Tensors;

namespace WorkerGrains.Engines.Torch;

/// <summary>A TorchScript module as any other model: tensors in, tensors out, by the names that its <c>model.json</c> gives them.</summary>
/// <param name="model">The module.</param>
/// <param name="inputs">What it takes.</param>
/// <param name="places">For each parameter of the method, up to the last that is given, the place of its input; -1 for none.</param>
/// <param name="outputs">What it gives: by name where the method gives a dictionary, else in the method's order.</param>
internal sealed class TorchSession(
    TorchModel model, IReadOnlyList<TensorSignature> inputs, IReadOnlyList<int> places, IReadOnlyList<TensorSignature> outputs) : IModelSession
{
    public string Device => model.Device;

    public IReadOnlyList<TensorSignature> Inputs => inputs;

    public IReadOnlyList<TensorSignature> Outputs => outputs;

    public IReadOnlyList<Tensor> Run(IReadOnlyList<Tensor> inputs, IReadOnlyList<int> outputs, CancellationToken cancellationToken)
    {
        var given = model.Run([.. places.Select(place => place < 0 ? null : inputs[place])], cancellationToken);
        return [.. outputs.Select(place => Find(given, place))];
    }

    public void Dispose() => model.Dispose();

    private Tensor Find(IReadOnlyList<TorchOutput> given, int place)
    {
        var wanted = outputs[place];
        var found = model.Signature.ReturnsDictionary ? given.FirstOrDefault(output => output.Name == wanted.Name).Value
            : place < given.Count ? given[place].Value
            : null;
        return found switch
        {
            null => throw new ModelRunException($"The model gives no output '{wanted.Name}', which its model.json names."),
            _ when found.Type != wanted.Type => throw new ModelRunException($"The model gives an output '{wanted.Name}' of another type than its model.json says."),
            _ => found,
        };
    }
}
