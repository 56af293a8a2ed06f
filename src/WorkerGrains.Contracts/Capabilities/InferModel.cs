using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using WorkerGrains.Contracts.Tensors;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>Tensors for a model of the repository. Which model the request says, beside its input.</summary>
public sealed record InferModel
{
    /// <summary>A tensor for each input of the model.</summary>
    [Description("A tensor for each input of the model."), Length(1, 256)]
    public required IReadOnlyList<NamedTensor> Inputs { get; init; }

    /// <summary>The outputs to give; all when it is not given.</summary>
    [Description("The names of the outputs to give; all when it is not given."), Length(1, 256)]
    public IReadOnlyList<string>? Outputs { get; init; }

    /// <summary>How the elements of the outputs are written.</summary>
    [Description("How the elements of the outputs are written: as lists, or as base64 of their bytes, which is shorter and quicker.")]
    public TensorEncoding OutputEncoding { get; init; }

    /// <summary>What becomes of outputs that are not finite numbers.</summary>
    [Description("What becomes of an output with a number that is not finite: refused, or allowed and in lists written as the texts NaN, Infinity and -Infinity.")]
    public NonFiniteNumbers NonFinite { get; init; }
}
