using System.Globalization;
using System.Text;
using DuckDB.NET.Data;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;
using WorkerGrains.Benchmarks.Harness;
using WorkerGrains.Benchmarks.Load;
using WorkerGrains.Benchmarks.Prediction;
using WorkerGrains.Benchmarks.Processes;

namespace WorkerGrains.Benchmarks;

/// <summary>
/// What serving costs predictions from tables: a CSV of ten thousand rows over HTTP, beside the libraries behind it called directly, DuckDB to read the file
/// and ML.NET to run the model, and beside ML.NET alone, which has to be told what columns the file has.
/// </summary>
internal sealed class PredictBenchmark : IBenchmark
{
    private const int Rows = 10_000;
    private const int Columns = TableRow.Columns;

    private readonly MLContext _context = new(seed: 0);

    public string Name => "predict";

    public async Task<IReadOnlyList<Comparison>> RunAsync(RunLength length)
    {
        var repository = Directory.CreateTempSubdirectory("workergrains-models-").FullName;
        try
        {
            var file = Path.Combine(repository, "rows.csv");
            await File.WriteAllTextAsync(file, Table());
            Train(file, Directory.CreateDirectory(Path.Combine(repository, "trees", "1")).FullName);
            var model = _context.Model.Load(Path.Combine(repository, "trees", "1", "model.zip"), out _);
            var body = await File.ReadAllBytesAsync(file);
            HttpCall Call(int port) => HttpCall.Post(port, "/v1/capabilities/table.predict/run?model=trees", "text/csv", body);
            using var silo = await SiloProcess.StartAsync(Call, "--Models:Path", repository);
            var call = Call(silo.Port);

            HttpLoad.Run(call, silo.Process, 1, length.WarmUp);
            return
            [
                await CompareAsync("DuckDB and ML.NET", () => Check(Predict(model, ReadWithDuckDb(file))), Goal.AtLeast(0.8)),
                await CompareAsync("ML.NET alone", () => Check(Predict(model, Read(file))), goal: null),
            ];

            async Task<Comparison> CompareAsync(string baseline, Action directly, Goal? goal)
            {
                Rate.PerSecond(length.WarmUp / 2, directly);
                var rounds = await Rounds.RunAsync(
                    length.Rounds,
                    () => Task.FromResult(Rate.PerSecond(length.Round, directly)),
                    () => Task.FromResult(HttpLoad.Run(call, silo.Process, 1, length.Round).PerSecond));
                return Comparison.Ratio($"predict: {Rows} rows of {Columns} columns, beside {baseline}", "tables/s", rounds, static perSecond => perSecond, goal);
            }
        }
        finally
        {
            Directory.Delete(repository, recursive: true);
        }
    }

    private void Train(string file, string folder)
    {
        var rows = Read(file);
        var model = _context.Transforms.Concatenate("Features", [.. Enumerable.Range(0, Columns).Select(NameOf)])
            .Append(_context.Regression.Trainers.FastTree(new FastTreeRegressionTrainer.Options { LabelColumnName = NameOf(0), NumberOfTrees = 500, NumberOfLeaves = 32 }))
            .Fit(rows);
        _context.Model.Save(model, rows.Schema, Path.Combine(folder, "model.zip"));
    }

    private static float[] Predict(ITransformer model, IDataView rows) => [.. model.Transform(rows).GetColumn<float>("Score")];

    private static void Check(float[] predictions)
    {
        if (predictions.Length != Rows)
        {
            throw new InvalidOperationException("Rows are missing.");
        }
    }

    private IDataView ReadWithDuckDb(string file)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT COLUMNS(*)::FLOAT FROM read_csv('{file}')";
        using var reader = command.ExecuteReader();
        var rows = new List<TableRow>(Rows);
        while (reader.Read())
        {
            rows.Add(TableRow.Of(reader));
        }

        return _context.Data.LoadFromEnumerable(rows);
    }

    private IDataView Read(string file) => _context.Data.LoadFromTextFile(
        file, [.. Enumerable.Range(0, Columns).Select(static place => new TextLoader.Column(NameOf(place), DataKind.Single, place))], separatorChar: ',', hasHeader: true);

    private static string Table()
    {
        var table = new StringBuilder().AppendJoin(',', Enumerable.Range(0, Columns).Select(NameOf)).Append('\n');
        for (var row = 0; row < Rows; row++)
        {
            table.AppendJoin(',', Enumerable.Range(0, Columns).Select(column => ((row * (7 + column) % 1009) / 8.0).ToString(CultureInfo.InvariantCulture))).Append('\n');
        }

        return table.ToString();
    }

    private static string NameOf(int column) => string.Create(CultureInfo.InvariantCulture, $"c{column}");
}
