using System.Text.Json;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Engines.Inference;
using WorkerGrains.Engines.Tables;
using WorkerGrains.Tables.Protocol;

namespace WorkerGrains.Engines.Prediction;

/// <summary>Reads the columns that a model takes in a process for tables, runs the model on them here, and reads what it gives.</summary>
internal sealed class PredictionEngine(TableProcessPool processes, PredictionOptions options) : IEngine<PredictionCall, TablePredictions>
{
    public async Task<IReadOnlyList<EngineOutcome<TablePredictions>>> RunAsync(IReadOnlyList<PredictionCall> batch, CancellationToken cancellationToken)
    {
        var outcomes = new EngineOutcome<TablePredictions>[batch.Count];
        for (var index = 0; index < batch.Count; index++)
        {
            outcomes[index] = await RunAsync(batch[index].Model, batch[index].Table, cancellationToken);
        }

        return outcomes;
    }

    private async Task<EngineOutcome<TablePredictions>> RunAsync(PredictionModel model, PredictTable input, CancellationToken cancellationToken)
    {
        if (model is not { Inputs: { } inputs, Outputs: { } outputs })
        {
            return model.Problem!;
        }

        var table = TableOf(input);
        var wanted = inputs.Columns.Select(static column => new WantedColumn(column.Name, column.Kind)).ToList();
        var work = new TableWork { Limits = processes.Limits, Files = table.Files, Rows = new RowsWork { Columns = wanted, MaxRows = options.MaxRows } };
        var (answer, body) = processes.Run(work, table.Contents, cancellationToken);
        if (answer.Error is { } error)
        {
            return error;
        }

        var rows = checked((int)answer.RowCount);
        var predictions = new TablePredictions
        {
            Model = model.Loaded.Name,
            ModelVersion = model.Loaded.Version,
            RowCount = rows,
            Predictions = [],
            IgnoredColumns = [.. answer.Columns.Select(static column => column.Name).Except(wanted.Select(static column => column.Name), StringComparer.OrdinalIgnoreCase)],
        };
        var values = ColumnReader.Read(body, [.. wanted.Select(static column => column.Kind)], rows);
        if (rows == 0)
        {
            return predictions;
        }

        if (!inputs.TryMake(values, rows, out var tensors, out error))
        {
            return error;
        }

        var given = (await model.Engine.RunAsync([new InferenceCall(tensors, outputs.Wanted, outputs.Wanted.Count, rows)], cancellationToken))[0];
        return !given.IsSuccess ? given.Error
            : outputs.TryRead(given.Value, rows, options.MaxProbabilities, out var classes, out var made, out error) ? predictions with { Classes = classes, Predictions = made }
            : error;
    }

    private static TableContents TableOf(PredictTable input) =>
        input.Rows is { } rows ? TableContents.Of(JsonSerializer.SerializeToUtf8Bytes(rows), TableFormat.Json)
        : input.Table is { } table ? TableContents.Of([table])
        : TableContents.Of(input.Data!.Value, input.DataFormat);
}
