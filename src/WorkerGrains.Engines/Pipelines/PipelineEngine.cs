using System.Diagnostics.CodeAnalysis;
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
    : IComposingEngine<RunPipeline, PipelineRun>
{
    public async Task<EngineOutcome<PipelineRun>> RunAsync(RunPipeline input, IWorkCaller caller, CancellationToken cancellationToken)
    {
        if ((input.Name is { } name ? pipelines.Find(name) : input.Pipeline) is not { } definition)
        {
            return PipelineErrors.Unknown(pipelines.Names);
        }

        if (!PipelinePlan.TryCreate(definition, options.Value.MaxSteps, out var plan, out var error) || !TryFindContracts(plan, out var contracts, out error))
        {
            return error;
        }

        using var execution = new PipelineExecution(plan, contracts, input.Input ?? default, caller, options.Value, time, cancellationToken);
        return await execution.RunAsync();
    }

    private bool TryFindContracts(PipelinePlan plan, out Dictionary<string, CapabilityDescriptor> contracts, [NotNullWhen(false)] out WorkError? error)
    {
        contracts = new Dictionary<string, CapabilityDescriptor>(StringComparer.Ordinal);
        var offered = picture();
        foreach (var step in plan.Steps)
        {
            var capability = step.Definition.Capability;
            if (offered.Find(capability, step.Version) is not { } contract)
            {
                error = offered.Find(capability, version: null) is { } newest
                    ? PipelineErrors.UnknownVersion(step.Id, newest.Version.ToString())
                    : PipelineErrors.UnknownCapability(step.Id);
                return false;
            }

            contracts.Add(step.Id, contract);
        }

        error = null;
        return true;
    }
}
