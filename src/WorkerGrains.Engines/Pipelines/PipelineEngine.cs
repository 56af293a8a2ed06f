using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Engines.Pipelines;

/// <summary>Runs pipelines: checks one whole, then has its steps done by whoever offers their capabilities.</summary>
/// <param name="pipelines">Those that have names.</param>
/// <param name="picture">Knows what is offered. A function, because the picture itself needs the handlers that engines are part of.</param>
/// <param name="options">How large pipelines may be.</param>
/// <param name="time">The clock.</param>
internal sealed class PipelineEngine(NamedPipelines pipelines, Func<IClusterPicture> picture, IOptions<PipelineOptions> options, TimeProvider time)
    : IStreamingComposingEngine<RunPipeline, PipelineItem, PipelineRun>
{
    public async Task<EngineOutcome<PipelineRun>> RunAsync(RunPipeline input, IItemSink<PipelineItem> items, IWorkCaller caller, CancellationToken cancellationToken)
    {
        if ((input.Name is { } name ? pipelines.Find(name) : input.Pipeline) is not { } definition)
        {
            return PipelineErrors.Unknown(pipelines.Names);
        }

        if (!PipelinePlan.TryCreate(definition, options.Value.MaxSteps, out var plan, out var error) || !TryFindContracts(plan, out var contracts, out error))
        {
            return error;
        }

        var opened = await PipelineBody.OpenAsync(input, plan, contracts, options.Value.MaxHeldBytes, cancellationToken);
        if (!opened.IsSuccess)
        {
            return opened.Error;
        }

        using var body = opened.Value;
        using var context = new PipelineContext(plan, contracts, body, caller, options.Value, time, cancellationToken);
        try
        {
            return plan.Stream is { } stream
                ? await new StreamedExecution(context, stream, input.Input ?? default, items).RunAsync()
                : await RunOnceAsync(context, input.Input ?? default);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && context.Stop.Failure is not null)
        {
            return context.Stop.Failure;
        }
    }

    private static async Task<EngineOutcome<PipelineRun>> RunOnceAsync(PipelineContext context, JsonElement input)
    {
        var execution = new PipelineExecution(context, PipelineScope.Of(input), context.Held);
        await execution.RunAsync();
        var output = execution.Write(PipelineCapabilities.Run.MaxOutputBytes);
        return output.Error is { } error ? error : new PipelineRun { Output = output.Value, Steps = context.Runs() };
    }

    private bool TryFindContracts(PipelinePlan plan, out Dictionary<string, CapabilityDescriptor> contracts, [NotNullWhen(false)] out WorkError? error)
    {
        contracts = new Dictionary<string, CapabilityDescriptor>(StringComparer.Ordinal);
        var offered = picture();
        foreach (var step in plan.All)
        {
            var capability = step.Definition.Capability;
            if (offered.Find(capability, step.Version) is not { } contract)
            {
                error = offered.Find(capability, version: null) is { } newest
                    ? PipelineErrors.UnknownVersion(step.Id, newest.Version.ToString())
                    : PipelineErrors.UnknownCapability(step.Id);
                return false;
            }

            if (step == plan.Stream && !contract.IsStreamed)
            {
                error = PipelineErrors.DoesNotStream(step.Id);
                return false;
            }

            if (step.BodyMember is not null && step.BodyMember != contract.BodyMember)
            {
                error = PipelineErrors.NotTheBody(step.Id, contract.BodyMember);
                return false;
            }

            contracts.Add(step.Id, contract);
        }

        error = null;
        return true;
    }
}
