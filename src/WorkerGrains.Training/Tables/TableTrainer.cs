using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.FastTree;
using WorkerGrains.Contracts.Tensors;
using WorkerGrains.Engines.MLNet;
using WorkerGrains.Engines.Prediction;
using WorkerGrains.Engines.Tensors;
using WorkerGrains.Tables.Protocol;
using static Microsoft.ML.Transforms.MissingValueReplacingEstimator;
using static Microsoft.ML.Transforms.ValueToKeyMappingEstimator;

namespace WorkerGrains.Training.Tables;

/// <summary>Trains with ML.NET. The same rows give the same model.</summary>
/// <remarks>The label is taken apart from the columns, so that a model needs no label to predict one.</remarks>
internal sealed class TableTrainer(bool isRegression, bool isLinear)
{
    // Names that no column of a table has by chance.
    private const string LabelName = "label to learn";
    private const string FeaturesName = "columns to learn from";

    private readonly MLContext _context = MLNetRuntimeLoader.CreateContext();

    /// <summary>Trains on all rows.</summary>
    public ITransformer Train(TrainingTable table)
    {
        var rows = RowsOf(table, withLabel: true);
        if (isRegression)
        {
            IEstimator<ITransformer> regression = isLinear ? LinearRegression() : TreeRegression();
            return Features(table).Append(regression).Fit(rows);
        }

        IEstimator<ITransformer> classifier = isLinear ? LinearClassifier() : TreeClassifier();
        var labelled = _context.Transforms.Conversion.MapValueToKey(LabelName, keyOrdinality: KeyOrdinality.ByValue).Fit(rows).Transform(rows);
        return Features(table).Append(classifier).Append(_context.Transforms.Conversion.MapKeyToValue(MLNetSession.LabelName)).Fit(labelled);
    }

    /// <summary>Writes a model, and the columns that it begins with.</summary>
    public void Save(ITransformer model, TrainingTable table, string path) => _context.Model.Save(model, RowsOf(table, withLabel: false).Schema, path);

    /// <summary>Its columns as ML.NET has them.</summary>
    public TensorRows RowsOf(TrainingTable table, bool withLabel)
    {
        var builder = new DataViewSchema.Builder();
        var tensors = table.Features.Zip(TensorsOf(table.Features, table.Rows)).ToDictionary(static pair => pair.First.Name, static pair => pair.Second, StringComparer.Ordinal);
        foreach (var (name, tensor) in tensors)
        {
            builder.AddColumn(name, TypeOf(tensor));
        }

        if (withLabel)
        {
            var label = isRegression ? TensorsOf([table.Label], table.Rows)[0] : Tensor.Of([table.Rows, 1], table.LabelTexts());
            tensors.Add(LabelName, label);
            builder.AddColumn(LabelName, TypeOf(label));
        }

        return new TensorRows(builder.ToSchema(), tensors, table.Rows);
    }

    /// <summary>Columns as tensors, made as <c>table.predict</c> makes them.</summary>
    public static IReadOnlyList<Tensor> TensorsOf(IReadOnlyList<TrainingColumn> columns, int rows)
    {
        var signatures = columns.Select(static column => new TensorSignature(column.Name, TypeOf(column.Kind), [-1, 1])).ToList();
        return !PredictionInputs.TryCreate(signatures, settings: null, out var inputs, out var error) || !inputs.TryMake([.. columns.Select(static column => column.Values)], rows, out var tensors, out error)
            ? throw new TrainingException(error.Message)
            : tensors;
    }

    /// <summary>Makes one vector of all columns: texts as one place for each category, truth values as 0 and 1.</summary>
    private IEstimator<ITransformer> Features(TrainingTable table)
    {
        IEstimator<ITransformer> steps = new EstimatorChain<ITransformer>();
        var parts = new List<string>();
        foreach (var (place, column) in table.Features.Index())
        {
            var part = $"{FeaturesName}.{place}";
            steps = column.Kind switch
            {
                ValueKind.Text => steps.Append(_context.Transforms.Categorical.OneHotEncoding(part, column.Name, keyOrdinality: KeyOrdinality.ByValue)),
                ValueKind.Boolean => steps.Append(_context.Transforms.Conversion.ConvertType(part, column.Name, DataKind.Single)),
                _ => steps,
            };
            parts.Add(column.Kind == ValueKind.Number ? column.Name : part);
        }

        steps = steps.Append(_context.Transforms.Concatenate(FeaturesName, [.. parts]));

        // Trees take what is missing as it is, and do not care for scale.
        return isLinear
            ? steps.Append(_context.Transforms.ReplaceMissingValues(FeaturesName, replacementMode: ReplacementMode.Mean))
                .Append(_context.Transforms.NormalizeMeanVariance(FeaturesName, fixZero: false))
            : steps;
    }

    // Sums depend on their order, and that on how many threads there are.
    private LbfgsMaximumEntropyMulticlassTrainer LinearClassifier() => _context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(
        new LbfgsMaximumEntropyMulticlassTrainer.Options { LabelColumnName = LabelName, FeatureColumnName = FeaturesName, NumberOfThreads = 1, L1Regularization = 0, L2Regularization = 0.01f });

    private OneVersusAllTrainer TreeClassifier() => _context.MulticlassClassification.Trainers.OneVersusAll(
        _context.BinaryClassification.Trainers.FastTree(new FastTreeBinaryTrainer.Options
        {
            LabelColumnName = LabelName,
            FeatureColumnName = FeaturesName,
            NumberOfThreads = 1,
            NumberOfTrees = 100,
            NumberOfLeaves = 16,
            MinimumExampleCountPerLeaf = 5,
            LearningRate = 0.1,
        }),
        LabelName);

    private SdcaRegressionTrainer LinearRegression() => _context.Regression.Trainers.Sdca(
        new SdcaRegressionTrainer.Options { LabelColumnName = LabelName, FeatureColumnName = FeaturesName, NumberOfThreads = 1, Shuffle = false, MaximumNumberOfIterations = 200 });

    private FastTreeRegressionTrainer TreeRegression() => _context.Regression.Trainers.FastTree(new FastTreeRegressionTrainer.Options
    {
        LabelColumnName = LabelName,
        FeatureColumnName = FeaturesName,
        NumberOfThreads = 1,
        NumberOfTrees = 200,
        NumberOfLeaves = 16,
        MinimumExampleCountPerLeaf = 5,
        LearningRate = 0.1,
    });

    private static TensorType TypeOf(ValueKind kind) => kind switch
    {
        ValueKind.Text => TensorType.String,
        ValueKind.Boolean => TensorType.Bool,
        _ => TensorType.Fp32,
    };

    private static DataViewType TypeOf(Tensor tensor) => tensor.Type switch
    {
        TensorType.String => TextDataViewType.Instance,
        TensorType.Bool => BooleanDataViewType.Instance,
        _ => NumberDataViewType.Single,
    };
}
