using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Models;
using WorkerGrains.Engines.Tensors;

namespace WorkerGrains.Engines.Inference;

/// <summary>Runs requests through one model, the rows of several together where the model allows it.</summary>
/// <remarks>Requests whose tensors agree in all but their rows share a run. A model of fixed rows is run as often as it takes, the last time with rows repeated that nobody reads.</remarks>
internal sealed class InferenceEngine(InferenceModel model) : IEngine<InferenceCall, Tensor[]>
{
    private static readonly WorkError s_runFailed = new(WorkErrorCode.EngineFailed, "The model failed on this input.") { Reason = "model.run_failed" };

    public string Device => model.Session.Device;

    public Task<IReadOnlyList<EngineOutcome<Tensor[]>>> RunAsync(IReadOnlyList<InferenceCall> batch, CancellationToken cancellationToken)
    {
        var outcomes = new EngineOutcome<Tensor[]>[batch.Count];
        var left = Enumerable.Range(0, batch.Count).ToList();
        while (left.Count > 0)
        {
            var first = batch[left[0]];
            var together = model.Batching.IsPossible ? left.FindAll(place => batch[place].Joins(first)) : [left[0]];
            left.RemoveAll(together.Contains);
            Run([.. together.Select(place => batch[place])], together, outcomes, cancellationToken);
        }

        return Task.FromResult<IReadOnlyList<EngineOutcome<Tensor[]>>>(outcomes);
    }

    /// <summary>Runs requests together; if that fails each by itself, so that only the bad one fails.</summary>
    private void Run(InferenceCall[] calls, List<int> places, EngineOutcome<Tensor[]>[] outcomes, CancellationToken cancellationToken)
    {
        try
        {
            var outputs = RunRows(calls, cancellationToken);
            var start = 0;
            for (var i = 0; i < calls.Length; i++)
            {
                outcomes[places[i]] = calls.Length == 1 ? outputs : RowsOf(calls[i], outputs, start);
                start += calls[i].Rows;
            }
        }
        catch (ModelRunException) when (calls.Length > 1)
        {
            for (var i = 0; i < calls.Length; i++)
            {
                Run([calls[i]], [places[i]], outcomes, cancellationToken);
            }
        }
        catch (ModelRunException)
        {
            outcomes[places[0]] = s_runFailed;
        }
    }

    private Tensor[] RowsOf(InferenceCall call, Tensor[] outputs, int start) =>
        [.. outputs.Select((output, place) => model.Session.Outputs[call.Outputs[place]].IsShared ? output : output.Slice(start, call.Rows))];

    private Tensor[] RunRows(InferenceCall[] calls, CancellationToken cancellationToken)
    {
        IReadOnlyList<Tensor> inputs = calls.Length == 1
            ? calls[0].Inputs
            : [.. Enumerable.Range(0, calls[0].Inputs.Count).Select(place => Join([.. calls.Select(call => call.Inputs[place])]))];
        var rows = calls.Sum(static call => call.Rows);
        var most = model.Batching.FixedRows ?? model.MaxRows;
        if (!model.Batching.IsPossible || rows == most || (rows < most && model.Batching.FixedRows is null))
        {
            return [.. model.Session.Run(inputs, calls[0].Outputs, cancellationToken)];
        }

        var runs = new List<Tensor[]>();
        for (var start = 0; start < rows; start += most)
        {
            var count = Math.Min(most, rows - start);
            var part = inputs.Select(input => Take(input, start, count, model.Batching.FixedRows ?? count));
            var outputs = model.Session.Run([.. part], calls[0].Outputs, cancellationToken);
            runs.Add([.. outputs.Select((output, place) => model.Session.Outputs[calls[0].Outputs[place]].IsShared ? output : output.Slice(0, count))]);
        }

        return [.. Enumerable.Range(0, runs[0].Length).Select(place => model.Session.Outputs[calls[0].Outputs[place]].IsShared ? runs[0][place] : Join([.. runs.Select(run => run[place])]))];
    }

    private static Tensor Join(IReadOnlyList<Tensor> parts) => parts[0].Shape.Count == 0 ? parts[0] : Tensor.Concatenate(parts);

    /// <summary>Some rows, and the last of them again until there are as many as the model takes.</summary>
    private static Tensor Take(Tensor input, int start, int count, int rows)
    {
        if (input.Shape.Count == 0)
        {
            return input;
        }

        var taken = input.Slice(start, count);
        return count == rows ? taken : Tensor.Concatenate([taken, .. Enumerable.Repeat(input.Slice(start + count - 1, 1), rows - count)]);
    }
}
