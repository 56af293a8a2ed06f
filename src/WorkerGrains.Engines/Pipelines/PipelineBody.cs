using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Encoding;
using WorkerGrains.Contracts.Payloads;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Engines.Pipelines;

/// <summary>The raw body of a pipeline's request on its way to the steps that take it: whole, or to the one that streams while it comes in.</summary>
internal sealed class PipelineBody : IDisposable
{
    private const int ChunkBytes = 128 * 1024;

    private PipelineBody(Payload payload) => Payload = payload;

    /// <summary>No body.</summary>
    public static PipelineBody None { get; } = new(default);

    /// <summary>What the steps get.</summary>
    public Payload Payload { get; }

    /// <summary>Opens the body of a request.</summary>
    /// <param name="input">The request.</param>
    /// <param name="plan">Whose steps take it.</param>
    /// <param name="contracts">The contracts of the steps, by their ids.</param>
    /// <param name="maxHeldBytes">The most bytes of a body that is held whole.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="PayloadLostException">The body broke off.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public static async Task<EngineOutcome<PipelineBody>> OpenAsync(
        RunPipeline input, PipelinePlan plan, IReadOnlyDictionary<string, CapabilityDescriptor> contracts, int maxHeldBytes, CancellationToken cancellationToken)
    {
        var takers = plan.All.Where(static step => step.BodyMember is not null).ToList();
        if (input.Body is null && input.Content is null)
        {
            return takers.Count == 0 ? None : PipelineErrors.NoBody(takers[0].Id);
        }

        if (takers.Count == 0)
        {
            return PipelineErrors.BodyNotTaken;
        }

        if (input.Content is not { } content)
        {
            return new PipelineBody(new Payload(input.Body.GetValueOrDefault()));
        }

        return takers is [var only] && only == plan.Stream && contracts[only.Id].MaxStreamedBytes is > 0 and var streamed
            ? new PipelineBody(new Payload(new BodyStream(content, streamed)))
            : await HoldAsync(content, Math.Min(maxHeldBytes, takers.Min(step => contracts[step.Id].MaxInputBytes)), cancellationToken);
    }

    /// <summary>Makes of the members beside the body, which are a JSON object, what travels beside it.</summary>
    public static IEnumerable<WorkParameter> Beside(ReadOnlyMemory<byte> json, CapabilityDescriptor contract)
    {
        using var document = JsonDocument.Parse(json, StepCaller.Reading);
        foreach (var member in document.RootElement.EnumerateObject().Where(static member => member.Value.ValueKind != JsonValueKind.Null))
        {
            yield return new WorkParameter(member.Name, member.Value.ValueKind == JsonValueKind.String && !IsAnything(contract, member) ? member.Value.GetString()! : member.Value.GetRawText());
        }
    }

    public void Dispose() => Payload.Body?.Dispose();

    /// <summary>Whether a text would be taken for the JSON that it looks like, in a member that is not text by its contract but may be anything.</summary>
    private static bool IsAnything(CapabilityDescriptor contract, JsonProperty member) =>
        InputDiagnosis.IsJson(Encoding.UTF8.GetBytes(member.Value.GetString()!))
        && JsonNode.Parse(contract.InputSchema)!["properties"]?[member.Name] is { } schema
        && !(schema is JsonObject described && described.ContainsKey("type"));

    private static async Task<EngineOutcome<PipelineBody>> HoldAsync(Stream content, int limit, CancellationToken cancellationToken)
    {
        var held = new byte[ChunkBytes];
        var filled = 0;
        while (await content.ReadAsync(held.AsMemory(filled), cancellationToken) is > 0 and var read)
        {
            filled += read;
            if (filled > limit)
            {
                return PipelineErrors.BodyTooLarge(limit);
            }

            if (filled == held.Length)
            {
                // One more than may be, so that what is too much is seen.
                Array.Resize(ref held, (int)Math.Min(2L * held.Length, limit + 1L));
            }
        }

        return new PipelineBody(new Payload(held.AsMemory(0, filled)));
    }
}
