using WorkerGrains.Training.Onnx;

namespace WorkerGrains.Training.Spam;

/// <summary>Writes a spam model as an ONNX graph.</summary>
/// <remarks>
/// Weights are 16-bit fixed-point numbers, and their sum is an integer: it is exact in any order, so neither padding nor the other mails of a
/// batch can change a result, and the file is half as large.
/// </remarks>
internal static class SpamGraph
{
    /// <summary>Returns the model's file.</summary>
    public static byte[] ToOnnx(SpamModel model, string description)
    {
        var unit = model.Weights.Max(Math.Abs) / short.MaxValue;
        var weights = model.Weights.Select(weight => (short)MathF.Round(weight / unit)).ToArray();
        weights[0] = 0;

        var graph = new OnnxGraph("email-spam");
        var features = graph.Input("features", OnnxType.Int64, "batch", "n");
        var table = graph.Constant<short>("weights", OnnxType.Int16, weights, weights.Length);
        var axis = graph.Constant<long>("axis", OnnxType.Int64, [1], 1);
        var one = graph.Constant<float>("one", OnnxType.Float, [1]);
        var scale = graph.Constant<float>("unit", OnnxType.Float, [unit]);
        var bias = graph.Constant<float>("bias", OnnxType.Float, [model.Bias]);

        var found = graph.Node("found", "Gather", table, features);
        var sum = Total("sum", found);

        // Padding is 0, and 0 is false.
        var counted = graph.Node("counted", "Cast", ("to", (int)OnnxType.Bool), features);
        var count = Total("count", counted);

        var root = graph.Node("root", "Sqrt", graph.Node("count_or_one", "Max", count, one));
        var score = graph.Node("score", "Add", graph.Node("scaled", "Mul", graph.Node("mean", "Div", sum, root), scale), bias);
        graph.Output(graph.Node("spam_probability", "Sigmoid", score), OnnxType.Float, "batch");
        return graph.ToModel(description);

        string Total(string name, string values)
        {
            var integers = graph.Node($"{name}_integers", "Cast", ("to", (int)OnnxType.Int64), values);
            var total = graph.Node($"{name}_total", "ReduceSum", ("keepdims", 0), integers, axis);
            return graph.Node(name, "Cast", ("to", (int)OnnxType.Float), total);
        }
    }
}
