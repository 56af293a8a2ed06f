using System.Text;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Tests.Engines.Pipelines;

/// <summary>Pipelines as a request brings them.</summary>
internal static class TestPipelines
{
    /// <summary>A pipeline of these steps, and its input.</summary>
    public static RunPipeline Of(string steps, string? output = null, string input = "null") => Read(
        $$"""{ "pipeline": { "steps": {{steps}}{{(output is null ? "" : $", \"output\": {output}")}} }, "input": {{input}} }""");

    public static RunPipeline Read(string json)
    {
        Assert.True(PipelineCapabilities.Run.Input.TryDecode(Encoding.UTF8.GetBytes(json), MediaTypes.Json, default, out var pipeline, out var error), error?.Message);
        return pipeline!;
    }
}
