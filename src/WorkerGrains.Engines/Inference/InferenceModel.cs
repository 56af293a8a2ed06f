using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Tensors;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Models;
using WorkerGrains.Engines.Tensors;

namespace WorkerGrains.Engines.Inference;

/// <summary>A loaded model of which nothing is known but what it declares: checks what is sent for it, and writes what it gives.</summary>
/// <remarks>Thread-safe; holds nothing beside the model.</remarks>
/// <param name="loaded">The model.</param>
/// <param name="defaultMaxRows">The most rows of a run where its settings do not say.</param>
internal sealed class InferenceModel(LoadedModel loaded, int defaultMaxRows = 16)
{
    public LoadedModel Loaded => loaded;

    public IModelSession Session => loaded.Session;

    public RowBatching Batching { get; } = RowBatching.Of(loaded.Session, loaded.Settings);

    /// <summary>What it carries over from one request of a session to the next; empty for a model that remembers nothing.</summary>
    public IReadOnlyList<CarriedState> States { get; } = CarriedState.Of(loaded.Session, loaded.Settings.Sequence);

    /// <summary>The most rows of a run.</summary>
    public int MaxRows => loaded.Settings.Batching.MaxBatchSize ?? defaultMaxRows;

    /// <summary>Reads a request, or says what is wrong with it.</summary>
    /// <param name="input">What was sent.</param>
    /// <param name="session">The session that it is part of, if it is part of one.</param>
    /// <param name="call">What the model is to run.</param>
    /// <param name="error">What is wrong.</param>
    public bool TryRead(InferModel input, SequenceSession? session, [NotNullWhen(true)] out InferenceCall? call, [NotNullWhen(false)] out WorkError? error)
    {
        call = null;
        IReadOnlyList<CarriedState> carried = session is null ? [] : States;
        var tensors = new Tensor?[Session.Inputs.Count];
        foreach (var sent in input.Inputs)
        {
            var place = PlaceOf(Session.Inputs, sent.Name);
            if (place < 0 || tensors[place] is not null || carried.Any(state => state.Input == place))
            {
                error = WorkError.InvalidInput("model.input_unknown", $"A tensor has a name that is none of the inputs to send, or is given twice. Send each of these once: {Names(Session.Inputs.Where((_, other) => !carried.Any(state => state.Input == other)))}.");
                return false;
            }

            if (!TensorReader.TryRead(sent, Session.Inputs[place], Batching.ShapeOf(Session.Inputs[place]), out tensors[place], out error))
            {
                return false;
            }
        }

        if (!TryCountRows(tensors, out var rows, out error))
        {
            return false;
        }

        foreach (var state in carried)
        {
            tensors[state.Input] = session!.Recall(state) ?? state.Initial(rows, Batching);
        }

        if (Array.IndexOf(tensors, null) is var missing and >= 0)
        {
            error = WorkError.InvalidInput("model.input_missing", $"The input '{Session.Inputs[missing].Name}' is missing. Send it.");
            return false;
        }

        // What a session carried over must have as many rows as its next request.
        if ((carried.Count > 0 && !TryCountRows(tensors, out rows, out error)) || !TryPlaceOutputs(input.Outputs, carried, out var outputs, out error))
        {
            return false;
        }

        call = new InferenceCall(tensors!, [.. outputs, .. carried.Select(static state => state.Output)], outputs.Count, rows);
        return true;
    }

    /// <summary>Writes what the model gave for a request.</summary>
    public EngineOutcome<ModelInference> Write(InferenceCall call, IReadOnlyList<Tensor> outputs, InferModel input)
    {
        var named = new NamedTensor[call.Wanted];
        for (var i = 0; i < named.Length; i++)
        {
            var (name, tensor) = (Session.Outputs[call.Outputs[i]].Name, outputs[i]);
            if (input.NonFinite == NonFiniteNumbers.Refuse && !IsFinite(tensor))
            {
                return new WorkError(WorkErrorCode.EngineFailed, $"The output '{name}' has numbers that are not finite. Change the input, or allow them with nonFinite.") { Reason = "model.not_finite" };
            }

            var isBase64 = input.OutputEncoding == TensorEncoding.Base64 && tensor.Type != TensorType.String;
            named[i] = new NamedTensor
            {
                Name = name,
                Datatype = tensor.Type,
                Shape = [.. tensor.Shape.Select(static dimension => checked((int)dimension))],
                Data = isBase64 ? null : TensorData.Over(tensor.Type, tensor.Bytes, tensor.Texts),
                Bytes = isBase64 ? (ReadOnlyMemory<byte>?)tensor.Bytes : null,
            };
        }

        return new ModelInference { Model = loaded.Name, ModelVersion = loaded.Version, Outputs = named };
    }

    private static bool IsFinite(Tensor tensor) => tensor.Type switch
    {
        TensorType.Fp32 => AreFinite<float>(tensor),
        TensorType.Fp64 => AreFinite<double>(tensor),
        TensorType.Fp16 => AreFinite<Half>(tensor),

        // All bits of the exponent set.
        TensorType.Bf16 => !tensor.Numbers<ushort>().ToArray().Any(static bits => (bits & 0x7F80) == 0x7F80),
        _ => true,
    };

    private static bool AreFinite<T>(Tensor tensor)
        where T : unmanaged, INumberBase<T>
    {
        foreach (var number in tensor.Numbers<T>())
        {
            if (!T.IsFinite(number))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Where the outputs are that a caller wants: all when it does not say; what is carried over only when there is nothing else.</summary>
    private bool TryPlaceOutputs(
        IReadOnlyList<string>? names, IReadOnlyList<CarriedState> carried, [NotNullWhen(true)] out IReadOnlyList<int>? places, [NotNullWhen(false)] out WorkError? error)
    {
        places = names is not null ? [.. names.Select(name => PlaceOf(Session.Outputs, name))]
            : carried.Count < Session.Outputs.Count ? [.. Enumerable.Range(0, Session.Outputs.Count).Where(place => !carried.Any(state => state.Output == place))]
            : [.. Enumerable.Range(0, Session.Outputs.Count)];
        error = places.Contains(-1) || places.Any(place => Session.Outputs[place].Type is null)
            ? WorkError.InvalidInput("model.output_unknown", $"An output that was asked for is none of those that the model gives. Ask for some of these: {Names(Session.Outputs)}.")
            : null;
        return error is null;
    }

    /// <summary>Counts the rows of the tensors that are there.</summary>
    private bool TryCountRows(Tensor?[] tensors, out int rows, [NotNullWhen(false)] out WorkError? error)
    {
        rows = 1;
        error = null;
        if (!Batching.IsPossible)
        {
            return true;
        }

        var counts = tensors.Index().Where(static tensor => tensor.Item is { Shape.Count: > 0 })
            .Select(tensor => tensor.Item!.Shape[Batching.AxisOf(Session.Inputs[tensor.Index])]).Distinct().ToList();
        if (counts is [])
        {
            return true;
        }

        if (counts is not [var count])
        {
            error = WorkError.InvalidInput("model.batch_mismatch", $"The tensors have different numbers of rows: {string.Join(", ", counts)}. Send the same number in each.");
            return false;
        }

        rows = checked((int)count);
        if (rows == 0)
        {
            error = WorkError.InvalidInput("model.shape_mismatch", "The tensors have no rows. Send at least one.");
        }

        return error is null;
    }

    private static int PlaceOf(IReadOnlyList<TensorSignature> signatures, string name)
    {
        for (var place = 0; place < signatures.Count; place++)
        {
            if (signatures[place].Name == name)
            {
                return place;
            }
        }

        return -1;
    }

    private static string Names(IEnumerable<TensorSignature> signatures) => string.Join(", ", signatures.Select(static signature => signature.Name));
}
