using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Tensors;

namespace WorkerGrains.Engines.Models;

/// <summary>Runs a model once or a few times on zeros before it serves, so that no caller pays for the memory and the plans that first runs make.</summary>
internal static class ModelWarmUp
{
    /// <summary>Runs the samples of <c>model.json</c>. Without any, the smallest input, and a model that fails on that one is no worse for it: zeros need not mean anything to it.</summary>
    /// <returns><see langword="null"/>, or why the model is not to serve.</returns>
    public static Readiness? TryRun(LoadedModel model)
    {
        var samples = model.Settings.WarmUp ?? [new WarmUpSample()];
        try
        {
            foreach (var sample in samples)
            {
                for (var i = 0; i < sample.Count; i++)
                {
                    Run(model.Session, sample);
                }
            }

            return null;
        }
        catch (Exception exception) when (exception is ModelRunException or OverflowException or ArgumentException)
        {
            return model.Settings.WarmUp is null
                ? null
                : Readiness.NotReady(
                    $"Version {model.Version} of the model '{model.Name}' fails on the inputs that it is warmed up with.",
                    "Correct the key 'warmUp' of its model.json, or check the model with the tool that exported it.");
        }
    }

    private static void Run(IModelSession session, WarmUpSample sample)
    {
        if (session.Inputs.Any(static input => input.Type is null))
        {
            return;
        }

        session.Run(
            [.. session.Inputs.Select(input => Tensor.Zeros(input.Type!.Value, ShapeOf(input, sample)))],
            [.. Enumerable.Range(0, session.Outputs.Count)],
            CancellationToken.None);
    }

    private static long[] ShapeOf(TensorSignature input, WarmUpSample sample) => sample.Shapes.TryGetValue(input.Name, out var shape)
        ? [.. shape]
        : [.. input.Shape.Select(static dimension => dimension == -1 ? 1 : dimension)];
}
