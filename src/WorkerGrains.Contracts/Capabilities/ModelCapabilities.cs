using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>Work of the models of the repository, whatever they are.</summary>
public static class ModelCapabilities
{
    /// <summary>Runs tensors through a model.</summary>
    public static readonly Capability<InferModel, ModelInference> Infer = new("model.infer", "1.0.0")
    {
        Summary = "Runs tensors through any model of the repository: named tensors in, named tensors out.",
        Tags = ["model", "tensor", "onnx"],
        TakesModel = true,
        TakesSessions = true,
        MaxInputBytes = 64 * 1024 * 1024,
        MaxOutputBytes = 64 * 1024 * 1024,
        Errors =
        [
            new("model.input_unknown", WorkErrorCode.InvalidInput, "A tensor has a name that is none of the model's inputs, or is given twice. The message lists the inputs."),
            new("model.input_missing", WorkErrorCode.InvalidInput, "An input of the model is missing. Send it."),
            new("model.output_unknown", WorkErrorCode.InvalidInput, "An output that was asked for is none of the model's. The message lists the outputs."),
            new("model.type_mismatch", WorkErrorCode.InvalidInput, "The elements of a tensor are not of the model's type, or outside its range. Send that type."),
            new("model.shape_mismatch", WorkErrorCode.InvalidInput, "The shape of a tensor is not one that the model takes, or not that of its elements. Change it."),
            new("model.batch_mismatch", WorkErrorCode.InvalidInput, "The tensors of a request have different numbers of rows. Send the same number in each."),
            new("model.no_sequence", WorkErrorCode.InvalidInput, "The model keeps nothing from one request to the next, as its model.json says. Leave the session out."),
            new("model.run_failed", WorkErrorCode.EngineFailed, "The model failed on this input; others are not affected."),
            new("model.not_finite", WorkErrorCode.EngineFailed, "An output has numbers that are not finite. Change the input, or allow them with nonFinite."),
        ],
    };
}
