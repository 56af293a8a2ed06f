using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Models;
using WorkerGrains.Engines.Tensors;

namespace WorkerGrains.Engines.Inference;

/// <summary>Runs requests through one model, the rows of several together where the model allows it.</summary>
/// <remarks>Requests whose tensors agree in all but their rows share a run. A model of fixed rows is run as often as it takes, the last time with rows repeated that nobody reads.</remarks>
internal sealed class InferenceEngine(InferenceModel model) : IEngine<InferenceCall, Tensor[]>
{
    private static readonly WorkError s_runFailed = new(WorkErrorCode.EngineFailed, "The model failed on this input, whose names, types and shapes were right. Change its values, or send fewer rows.") { Reason = "model.run_failed" };

    public string Device => model.Session.Device;

    public Task<IReadOnlyList<EngineOutcome<Tensor[]>>> RunAsync(IReadOnlyList<InferenceCall> batch, CancellationToken cancellationToken)
    {
        var outcomes = new EngineOutcome<Tensor[]>[batch.Count];
        var left = Enumerable.Range(0, batch.Count).ToList();
        while (left.Count > 0)
        {
            var first = batch[left[0]];
            var together = model.Batching.IsPossible ? left.FindAll(place => MayJoin(batch[place], first)) : [left[0]];
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

    /// <summary>Whether rows of both may be in one run: they agree in all but their number.</summary>
    private bool MayJoin(InferenceCall one, InferenceCall other)
    {
        if (!one.Outputs.SequenceEqual(other.Outputs))
        {
            return false;
        }

        for (var place = 0; place < one.Inputs.Count; place++)
        {
            var (first, second) = (one.Inputs[place], other.Inputs[place]);
            var axis = InputAxis(place);
            if (first.Shape.Count != second.Shape.Count
                || (first.Shape.Count == 0 && !first.Bytes.Span.SequenceEqual(second.Bytes.Span))
                || !first.Shape.Where((_, dimension) => dimension != axis).SequenceEqual(second.Shape.Where((_, dimension) => dimension != axis)))
            {
                return false;
            }
        }

        return true;
    }

    private Tensor[] RowsOf(InferenceCall call, Tensor[] outputs, int start) => [.. outputs.Select((output, place) => Rows(output, call.Outputs[place], start, call.Rows))];

    private Tensor[] RunRows(InferenceCall[] calls, CancellationToken cancellationToken)
    {
        var wanted = calls[0].Outputs;
        IReadOnlyList<Tensor> inputs = calls.Length == 1
            ? calls[0].Inputs
            : [.. Enumerable.Range(0, calls[0].Inputs.Count).Select(place => Join([.. calls.Select(call => call.Inputs[place])], InputAxis(place)))];
        var rows = calls.Sum(static call => call.Rows);
        var most = model.Batching.FixedRows ?? model.MaxRows;
        if (!model.Batching.IsPossible || rows == most || (rows < most && model.Batching.FixedRows is null))
        {
            return [.. model.Session.Run(inputs, wanted, cancellationToken)];
        }

        var runs = new List<Tensor[]>();
        for (var start = 0; start < rows; start += most)
        {
            var count = Math.Min(most, rows - start);
            var part = inputs.Select((input, place) => Take(input, InputAxis(place), start, count, model.Batching.FixedRows ?? count));
            var outputs = model.Session.Run([.. part], wanted, cancellationToken);
            runs.Add([.. outputs.Select((output, place) => Rows(output, wanted[place], 0, count))]);
        }

        return [.. wanted.Select((output, place) => model.Session.Outputs[output].IsShared ? runs[0][place] : Join([.. runs.Select(run => run[place])], OutputAxis(output)))];
    }

    private int InputAxis(int place) => model.Batching.AxisOf(model.Session.Inputs[place]);

    private int OutputAxis(int place) => model.Batching.AxisOf(model.Session.Outputs[place]);

    private Tensor Rows(Tensor output, int place, int start, int count) =>
        model.Session.Outputs[place].IsShared ? output : output.Slice(start, count, OutputAxis(place));

    private static Tensor Join(IReadOnlyList<Tensor> parts, int axis) => parts[0].Shape.Count == 0 ? parts[0] : Tensor.Concatenate(parts, axis);

    /// <summary>Some rows, and the last of them again until there are as many as the model takes.</summary>
    private static Tensor Take(Tensor input, int axis, int start, int count, int rows)
    {
        if (input.Shape.Count == 0)
        {
            return input;
        }

        var taken = input.Slice(start, count, axis);
        return count == rows ? taken : Tensor.Concatenate([taken, .. Enumerable.Repeat(input.Slice(start + count - 1, 1, axis), rows - count)], axis);
    }
}
