using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Tables.Protocol;

namespace WorkerGrains.Engines.Tables;

/// <summary>Describes the columns of tables.</summary>
internal sealed class TableProfileEngine(TableProcessPool processes) : IEngine<ProfileTable, TableProfile>, IStartingEngine
{
    public Task<Readiness> StartAsync(CancellationToken cancellationToken) => Task.FromResult(processes.WarmUp(cancellationToken));

    public Task<IReadOnlyList<EngineOutcome<TableProfile>>> RunAsync(IReadOnlyList<ProfileTable> batch, CancellationToken cancellationToken)
    {
        var outcomes = new EngineOutcome<TableProfile>[batch.Count];
        for (var index = 0; index < batch.Count; index++)
        {
            outcomes[index] = Run(batch[index], cancellationToken);
        }

        return Task.FromResult<IReadOnlyList<EngineOutcome<TableProfile>>>(outcomes);
    }

    private EngineOutcome<TableProfile> Run(ProfileTable input, CancellationToken cancellationToken)
    {
        var tables = input.Table is { } named ? TableContents.Of([named]) : TableContents.Of(input.Data!.Value, input.DataFormat);
        var work = new TableWork
        {
            Limits = processes.Limits,
            Files = tables.Files,
            Profile = new ProfileWork { Columns = input.Columns, TopValues = input.TopValues, Bins = input.Bins },
        };
        var (answer, _) = processes.Run(work, tables.Contents, cancellationToken);
        return answer.Error is { } error ? error : answer.Profile!;
    }
}
