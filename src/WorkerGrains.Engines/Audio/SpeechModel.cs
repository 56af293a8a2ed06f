using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.OnnxRuntime.Tensors;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Batching;
using WorkerGrains.Engines.Models;
using WorkerGrains.Engines.Onnx;

namespace WorkerGrains.Engines.Audio;

/// <summary>A loaded model that hears speech: a chunk of a recording and what it remembers of the chunks before in, a probability and what it remembers now out. Silero VAD is of this kind.</summary>
/// <remarks>
/// Thread-safe; each run under way has buffers of its own, kept for the next. The model itself belongs to the repository.
/// Source: snakers4/silero-vad, <c>src/silero_vad/utils_vad.py</c>, <c>OnnxWrapper</c>.
/// </remarks>
internal sealed class SpeechModel : IDisposable
{
    /// <summary>Samples a second.</summary>
    public const int Rate = 16_000;

    /// <summary>The samples that one probability is for.</summary>
    public const int ChunkLength = 512;

    private const int ContextLength = 64;
    private const int InputLength = ContextLength + ChunkLength;
    private const int StateLayers = 2;
    private const int StateLength = 128;

    // Where the model's folder does not say how many recordings are heard together.
    private const int LargestMeasured = 16;
    private const int WarmUpChunks = 10;

    private static readonly string[] s_inputNames = ["input", "state", "sr"];
    private static readonly string[] s_outputNames = ["output", "stateN"];

    private readonly OnnxModel _onnx;
    private readonly BufferPool<Buffers> _buffers = new();
    private readonly int? _fixedBatchSize;

    private SpeechModel(LoadedModel loaded)
    {
        _onnx = loaded.Onnx;
        _fixedBatchSize = loaded.FixedBatchSize;
    }

    /// <summary>The most recordings that are heard together: what the model's folder says, or the number from which more were measured to gain nothing.</summary>
    public int MaxBatchSize { get; private set; } = 1;

    /// <summary>How many chunks a recording has; the last may be cut short.</summary>
    public static int ChunksOf(int samples) => (samples + ChunkLength - 1) / ChunkLength;

    /// <summary>Checks that a model is one that hears speech.</summary>
    public static bool TryCreate(LoadedModel loaded, [NotNullWhen(true)] out SpeechModel? model, [NotNullWhen(false)] out Readiness? problem)
    {
        var (inputs, outputs) = (loaded.Onnx.Inputs, loaded.Onnx.Outputs);
        var fits = inputs.Count == s_inputNames.Length && outputs.Count == s_outputNames.Length
            && Has(inputs, "input", TensorElementType.Float, 2) && Has(inputs, "state", TensorElementType.Float, 3) && Has(inputs, "sr", TensorElementType.Int64, 0)
            && Has(outputs, "output", TensorElementType.Float, 2) && Has(outputs, "stateN", TensorElementType.Float, 3);
        model = fits ? new SpeechModel(loaded) : null;
        problem = fits ? null : Readiness.NotReady(
            $"The model '{loaded.Name}' does not hear speech the way that Silero VAD does.", "Install version 5 or later of Silero VAD, as its authors export it.");
        return fits;
    }

    /// <summary>Runs silence, so that no caller pays for what first runs make, and finds how many recordings to hear together.</summary>
    public void WarmUp(CancellationToken cancellationToken)
    {
        var silence = new short[WarmUpChunks * ChunkLength];
        Run([silence], cancellationToken);
        MaxBatchSize = new BatchSizeSearch(TimeProvider.System).Find(
            _fixedBatchSize, count => Run([.. Enumerable.Repeat((ReadOnlyMemory<short>)silence, count)], cancellationToken), LargestMeasured, cancellationToken);
    }

    /// <summary>The probabilities of speech in the chunks of some recordings, at most <see cref="MaxBatchSize"/>.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public float[][] Run(IReadOnlyList<ReadOnlyMemory<short>> recordings, CancellationToken cancellationToken)
    {
        using var loan = _buffers.Borrow();
        return Run(recordings, loan.Buffers, cancellationToken);
    }

    public void Dispose() => _buffers.Dispose();

    private static bool Has(IReadOnlyList<TensorSpec> tensors, string name, TensorElementType type, int dimensions) =>
        tensors.Any(tensor => tensor.Name == name && tensor.ElementType == type && tensor.Dimensions.Count == dimensions);

    private float[][] Run(IReadOnlyList<ReadOnlyMemory<short>> recordings, Buffers buffers, CancellationToken cancellationToken)
    {
        // Longest first: those that still go on are then always the first rows.
        int[] order = [.. Enumerable.Range(0, recordings.Count).OrderByDescending(place => recordings[place].Length)];
        var probabilities = recordings.Select(static recording => new float[ChunksOf(recording.Length)]).ToArray();
        buffers.Rate.Reshape([])[0] = Rate;

        var rows = 0;
        for (var chunk = 0; ; chunk++)
        {
            var going = order.Count(place => probabilities[place].Length > chunk);
            if (going == 0)
            {
                return probabilities;
            }

            buffers.Remember(rows, going);
            rows = going;
            var input = buffers.Input.Reshape(rows, InputLength);
            for (var row = 0; row < rows; row++)
            {
                Fill(input.Slice(row * InputLength, InputLength), recordings[order[row]].Span, chunk);
            }

            var output = buffers.Output.Reshape(rows, 1);
            _onnx.Run(s_inputNames, [buffers.Input.Value, buffers.State.Value, buffers.Rate.Value], s_outputNames, [buffers.Output.Value, buffers.NextState.Value], cancellationToken);
            for (var row = 0; row < rows; row++)
            {
                probabilities[order[row]][chunk] = output[row];
            }
        }
    }

    /// <summary>Writes a chunk and the samples before it; where the recording has none, silence.</summary>
    private static void Fill(Span<float> input, ReadOnlySpan<short> recording, int chunk)
    {
        var first = (chunk * ChunkLength) - ContextLength;
        for (var i = 0; i < input.Length; i++)
        {
            var at = first + i;
            input[i] = at >= 0 && at < recording.Length ? recording[at] / 32768f : 0;
        }
    }

    private sealed class Buffers : IDisposable
    {
        public PinnedTensor<float> Input { get; } = new();

        public PinnedTensor<long> Rate { get; } = new();

        public PinnedTensor<float> Output { get; } = new();

        /// <summary>What the model remembers of each recording, layer by layer.</summary>
        public PinnedTensor<float> State { get; private set; } = new();

        /// <summary>What it remembers after the run.</summary>
        public PinnedTensor<float> NextState { get; private set; } = new();

        /// <summary>Makes what was remembered after the last run what is remembered before the next; nothing, for new recordings.</summary>
        /// <param name="rows">How many recordings the last run had, 0 before the first.</param>
        /// <param name="going">How many of them, the first ones, go on.</param>
        public void Remember(int rows, int going)
        {
            if (rows == going)
            {
                (State, NextState) = (NextState, State);
                return;
            }

            var state = State.Reshape(StateLayers, going, StateLength);
            if (rows == 0)
            {
                state.Clear();
            }
            else
            {
                var remembered = NextState.Reshape(StateLayers, rows, StateLength);
                for (var layer = 0; layer < StateLayers; layer++)
                {
                    remembered.Slice(layer * rows * StateLength, going * StateLength).CopyTo(state[(layer * going * StateLength)..]);
                }
            }

            NextState.Reshape(StateLayers, going, StateLength);
        }

        public void Dispose()
        {
            Input.Dispose();
            Rate.Dispose();
            Output.Dispose();
            State.Dispose();
            NextState.Dispose();
        }
    }
}
