using System.Text.Json;
using WorkerGrains.Contracts.Encoding;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines;

namespace WorkerGrains.Tests.Cluster;

/// <summary>Gives on what the engine that counts gives.</summary>
internal sealed class RelayedCountEngine : IStreamingComposingEngine<Count, Counted, CountEnd>
{
    public async Task<EngineOutcome<CountEnd>> RunAsync(Count input, IItemSink<Counted> items, IWorkCaller caller, CancellationToken cancellationToken)
    {
        WorkResult? result = null;
        await foreach (var next in caller.StreamAsync(ControllerTests.Request(ClusterCapabilities.Count, input), cancellationToken))
        {
            result = next.Result;
            if (result is null)
            {
                await items.WriteAsync(JsonSerializer.Deserialize<Counted>(next.Item.Span, ContractJson.Options)!, cancellationToken);
            }
        }

        return result!.Error is { } error ? error.PassedOn("test.count") : JsonSerializer.Deserialize<CountEnd>(result.Payload.Bytes.Span, ContractJson.Options)!;
    }
}
