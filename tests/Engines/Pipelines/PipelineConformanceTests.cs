using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Contracts.Encoding;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines;
using WorkerGrains.Engines.Examples;
using WorkerGrains.Engines.Pipelines;

namespace WorkerGrains.Tests.Engines.Pipelines;

/// <summary>Pipelines that run at the same time are to the engine what a batch is to others; their steps are done by the greeter in this process.</summary>
public sealed class PipelineConformanceTests : EngineConformance
{
    private const string Steps = """[{ "id": "a", "capability": "example.greet", "input": { "message": { "$ref": "/input" } } }, { "id": "b", "capability": "example.greet", "input": { "message": { "$ref": "/steps/a/message" }, "exclamations": 1 } }]""";

    private protected override ValueTask<EngineUnderTest> StartAsync()
    {
        var options = Options.Create(new PipelineOptions());
        var engine = new PipelineEngine(new NamedPipelines(options), static () => new OnlyGreetings(), options, TimeProvider.System);
        return new(new EngineUnderTest<RunPipeline, PipelineRun>
        {
            Engine = new AtOnce<RunPipeline, PipelineRun>((input, cancellationToken) => engine.RunAsync(input, new ItemList<PipelineItem> { HasReader = false }, new GreeterCaller(), cancellationToken)),
            Inputs = [static () => Input("\"one\""), static () => Input("\"two\""), static () => Input("\"three\"")],
            BadInput = static () => Input("5"),
            Lanes = 2,
            Same = static (one, other) => one.Output.GetRawText() == other.Output.GetRawText() && one.Steps.Select(static step => step.Outcome).SequenceEqual(other.Steps.Select(static step => step.Outcome)),
        });
    }

    private static RunPipeline Input(string input) => TestPipelines.Of(Steps, input: input);

    /// <summary>A cluster that offers the greeter and nothing else.</summary>
    private sealed class OnlyGreetings : IClusterPicture
    {
        public bool IsReady => true;

        public CapabilityDescriptor? Find(string name, CapabilityVersion? version) => name == ExampleCapabilities.Greet.Name ? ExampleCapabilities.Greet.Descriptor : null;

        public ImmutableArray<CapabilityStatus> ListCapabilities() => [];

        public ImmutableArray<WorkerGrains.Contracts.Cluster.SiloStatus> ListSilos() => [];
    }

    private sealed class GreeterCaller : IWorkCaller
    {
        private readonly Greeter _greeter = new();

        public ValueTask<WorkResult> RunAsync(WorkRequest request, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new(ExampleCapabilities.Greet.Input.TryDecode(request.Payload.Bytes, request.ContentType, request.Parameters, out var input, out var error)
                ? WorkResult.Success(JsonSerializer.SerializeToUtf8Bytes(_greeter.Run(input).Value, ContractJson.Options))
                : WorkResult.Failure(error));
        }

        public IAsyncEnumerable<WorkEvent> StreamAsync(WorkRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
