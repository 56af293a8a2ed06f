using System.Diagnostics.CodeAnalysis;
using Microsoft.ML;
using Microsoft.ML.Data;
using WorkerGrains.Contracts.Tensors;
using WorkerGrains.Engines.Models;
using WorkerGrains.Engines.Tensors;

namespace WorkerGrains.Engines.MLNet;

/// <summary>A model of ML.NET as any other: a tensor of one column for each column that it needs, and its label, scores and probability as tensors.</summary>
/// <remarks>
/// Of the columns that the file declares those are inputs that the predictions depend on; the label it was trained with is none. The classes
/// that the numbers of <c>Score</c> are for are the output <c>Score.keys</c>.
/// </remarks>
internal sealed class MLNetSession : IModelSession
{
    public const string LabelName = "PredictedLabel";

    private const string ScoreName = "Score";
    private const string ProbabilityName = "Probability";

    // Fewer rows are quicker on one thread than shared out.
    private const int FewestRowsOfPart = 256;

    // How often a run looks whether anybody waits for it.
    private const int RowsBetweenChecks = 64;

    private readonly ITransformer _transformer;
    private readonly DataViewSchema _schema;
    private readonly IRowToRowMapper? _mapper;
    private readonly IReadOnlyList<ResultColumn> _results;
    private readonly Tensor? _classes;
    private readonly int _threads;

    private MLNetSession(ITransformer transformer, DataViewSchema schema, IReadOnlyList<TensorSignature> inputs, IReadOnlyList<ResultColumn> results, string[]? classes, int threads)
    {
        (_transformer, _schema, _results, Inputs, _threads) = (transformer, schema, results, inputs, threads);
        _mapper = transformer.IsRowToRowMapper ? transformer.GetRowToRowMapper(schema) : null;
        _classes = classes is null ? null : Tensor.Of([classes.Length], classes);
        var own = results.Select(static result => result.Signature);
        Outputs = classes is null ? [.. own] : [.. own, new TensorSignature($"{ScoreName}.keys", TensorType.String, [classes.Length]) { IsShared = true }];
    }

    public string Device => "cpu";

    public IReadOnlyList<TensorSignature> Inputs { get; }

    public IReadOnlyList<TensorSignature> Outputs { get; }

    /// <summary>Finds out what a model needs and gives.</summary>
    /// <param name="transformer">The model.</param>
    /// <param name="schema">The columns that it begins with.</param>
    /// <param name="threads">How many threads a run of many rows spreads over; one a processor when not given.</param>
    /// <param name="session">The session, which disposes of the model.</param>
    /// <param name="failure">Why it cannot be served.</param>
    public static bool TryCreate(
        ITransformer transformer, DataViewSchema schema, int? threads, [NotNullWhen(true)] out MLNetSession? session, [NotNullWhen(false)] out ModelLoadFailure? failure)
    {
        session = null;
        var rows = new TensorRows(schema, new Dictionary<string, Tensor>(), rows: 0);
        var given = transformer.Transform(rows);
        var results = new[] { LabelName, ScoreName, ProbabilityName }.Select(name => ResultColumn.Find(given.Schema, name)).OfType<ResultColumn>().ToList();
        if (results.Find(static result => result.Column.Name == ScoreName) is not { } score)
        {
            failure = new("It gives no scores: it has no column 'Score'.", "Save the whole model, with the step that predicts.");
            return false;
        }

        // What it needs shows when it is asked for all that it is to give.
        using (given.GetRowCursor(results.Select(static result => result.Column)))
        {
        }

        var needed = schema.Where(column => rows.Needed.Contains(column.Name)).ToList();
        if (needed.Find(static column => TensorColumn.SignatureOf(column) is null) is { Type: not null } untaken)
        {
            failure = new($"It needs the column '{untaken.Name}', which is neither of numbers nor of texts.", "Train it on columns of numbers, truth values and texts.");
            return false;
        }

        failure = null;
        session = new MLNetSession(
            transformer,
            schema,
            [.. needed.Select(static column => TensorColumn.SignatureOf(column)!)],
            results,
            score.Column.Type is VectorDataViewType ? ResultColumn.ClassesOf(score.Column) : null,
            threads ?? Environment.ProcessorCount);
        return true;
    }

    public IReadOnlyList<Tensor> Run(IReadOnlyList<Tensor> inputs, IReadOnlyList<int> outputs, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var count = checked((int)inputs[0].Shape[0]);
        var parts = Math.Clamp(count / FewestRowsOfPart, 1, _threads);
        try
        {
            return parts == 1 ? Run(inputs, 0, count, outputs, cancellationToken) : RunInParts(inputs, count, parts, outputs, cancellationToken);
        }
        catch (Exception exception) when (Reason(exception) is InvalidOperationException or ArgumentException or FormatException or NotSupportedException)
        {
            throw new ModelRunException(Reason(exception).Message, exception);
        }
    }

    private static Exception Reason(Exception exception) => exception is AggregateException { InnerExceptions: [var only, ..] } ? only : exception;

    /// <summary>Runs parts of the rows at once: a model does not change while it runs, and each part has a cursor of its own.</summary>
    private Tensor[] RunInParts(IReadOnlyList<Tensor> inputs, int count, int parts, IReadOnlyList<int> outputs, CancellationToken cancellationToken)
    {
        var results = new IReadOnlyList<Tensor>[parts];
        Parallel.For(0, parts, new ParallelOptions { MaxDegreeOfParallelism = parts, CancellationToken = cancellationToken }, part =>
        {
            var (start, end) = ((int)((long)count * part / parts), (int)((long)count * (part + 1) / parts));
            results[part] = Run(inputs, start, end - start, outputs, cancellationToken);
        });
        return [.. outputs.Select((place, i) => Outputs[place].IsShared ? results[0][i] : Tensor.Concatenate([.. results.Select(result => result[i])]))];
    }

    private List<Tensor> Run(IReadOnlyList<Tensor> inputs, int start, int count, IReadOnlyList<int> outputs, CancellationToken cancellationToken)
    {
        var named = Inputs.Zip(inputs).ToDictionary(static pair => pair.First.Name, pair => pair.Second.Slice(start, count), StringComparer.Ordinal);
        var rows = new TensorRows(_schema, named, count);
        var wanted = outputs.Where(place => place < _results.Count).Distinct().Select(place => _results[place]).ToList();
        var columns = wanted.ConvertAll(static result => result.Column);
        if (_mapper is null)
        {
            using var cursor = _transformer.Transform(rows).GetRowCursor(columns);
            return Read(cursor, cursor.MoveNext);
        }

        // A cursor would share the rows out to threads of its own, one by one, which costs more than most models do.
        using var input = rows.GetRowCursor(_mapper.GetDependencies(columns));
        using var output = _mapper.GetRow(input, columns);
        return Read(output, input.MoveNext);

        List<Tensor> Read(DataViewRow row, Func<bool> moveNext)
        {
            var readers = wanted.ConvertAll(result => result.ReaderOf(row, count));
            for (var place = 0; moveNext(); place++)
            {
                if (place % RowsBetweenChecks == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                }

                readers.ForEach(static reader => reader.Read());
            }

            return [.. outputs.Select(place => place == _results.Count ? _classes! : readers[wanted.IndexOf(_results[place])].ToTensor(count))];
        }
    }

    public void Dispose() => (_transformer as IDisposable)?.Dispose();
}
