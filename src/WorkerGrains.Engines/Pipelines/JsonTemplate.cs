using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using WorkerGrains.Contracts.Encoding;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Engines.Pipelines;

/// <summary>JSON in which some values are references. Read once, filled in as often as it is needed.</summary>
internal sealed class JsonTemplate
{
    // What is made here becomes part of another document, one level further down.
    public const int MaxDepth = ContractJson.MaxDepth - 1;

    private const string Ref = "$ref";
    private const string Default = "default";
    private const string Literal = "$literal";

    private readonly JsonElement _root;
    private readonly Dictionary<string, JsonReference> _references = new(StringComparer.Ordinal);

    private JsonTemplate(JsonElement root) => _root = root;

    /// <summary>All references in it.</summary>
    public IReadOnlyCollection<JsonReference> References => _references.Values;

    public static bool TryParse(JsonElement root, [NotNullWhen(true)] out JsonTemplate? template, [NotNullWhen(false)] out string? problem)
    {
        var parsed = new JsonTemplate(root);
        problem = parsed.FindProblem(root);
        template = problem is null ? parsed : null;
        return template is not null;
    }

    /// <summary>Whether an object stands for what a pointer leads to.</summary>
    public static bool IsReference(JsonElement value, out JsonElement pointer) => value.TryGetProperty(Ref, out pointer);

    /// <summary>Whether an object stands for a value as it is.</summary>
    public static bool IsLiteral(JsonElement value, out JsonElement literal) => value.TryGetProperty(Literal, out literal);

    /// <summary>Fills the references in.</summary>
    /// <param name="scope">What they lead into.</param>
    /// <param name="limit">The most bytes that may come of it.</param>
    /// <param name="filled">The JSON.</param>
    /// <param name="error">Why there is none.</param>
    /// <param name="maxDepth">How deep it may be nested.</param>
    public bool TryFill(in PipelineScope scope, int limit, out ReadOnlyMemory<byte> filled, [NotNullWhen(false)] out WorkError? error, int maxDepth = MaxDepth)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { MaxDepth = maxDepth, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        try
        {
            error = Write(_root, scope, writer, limit);
        }
        catch (InvalidOperationException)
        {
            // The writer's one complaint about values that were read from JSON.
            error = PipelineErrors.TooDeep(maxDepth);
        }

        if (error is null)
        {
            writer.Flush();
        }

        filled = buffer.WrittenMemory;
        return error is null;
    }

    private string? FindProblem(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object when IsReference(value, out var pointer) => AddReference(value, pointer),
        JsonValueKind.Object when IsLiteral(value, out _) => value.EnumerateObject().Count() == 1 ? null : "Beside $literal an object has no other member.",
        JsonValueKind.Object => value.EnumerateObject().Select(member => FindProblem(member.Value)).FirstOrDefault(static problem => problem is not null),
        JsonValueKind.Array => value.EnumerateArray().Select(FindProblem).FirstOrDefault(static problem => problem is not null),
        _ => null,
    };

    private string? AddReference(JsonElement value, JsonElement pointer)
    {
        if (pointer.ValueKind != JsonValueKind.String || value.EnumerateObject().Any(static member => member.Name is not (Ref or Default)))
        {
            return "A reference is an object with a text $ref, and at most a default beside it.";
        }

        var text = pointer.GetString()!;
        if (!JsonReference.TryParse(text, out var reference, out var problem))
        {
            return problem;
        }

        _references[text] = reference;
        return null;
    }

    private WorkError? Write(JsonElement value, in PipelineScope scope, Utf8JsonWriter writer, int limit)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object when IsReference(value, out var pointer):
                var reference = _references[pointer.GetString()!];
                return scope.TryFind(reference, out var found) || value.TryGetProperty(Default, out found)
                    ? Copy(found, writer, limit)
                    : PipelineErrors.MissingValue(reference);
            case JsonValueKind.Object when IsLiteral(value, out var literal):
                return Copy(literal, writer, limit);
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject())
                {
                    writer.WritePropertyName(member.Name);
                    if (Write(member.Value, scope, writer, limit) is { } error)
                    {
                        return error;
                    }
                }

                writer.WriteEndObject();
                return null;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var entry in value.EnumerateArray())
                {
                    if (Write(entry, scope, writer, limit) is { } error)
                    {
                        return error;
                    }
                }

                writer.WriteEndArray();
                return null;
            default:
                return Copy(value, writer, limit);
        }
    }

    private static WorkError? Copy(JsonElement value, Utf8JsonWriter writer, int limit)
    {
        // Before it is written, so that many references to one large output cannot fill the memory.
        if (writer.BytesCommitted + writer.BytesPending + JsonMarshal.GetRawUtf8Value(value).Length > limit)
        {
            return PipelineErrors.TooLarge(limit);
        }

        value.WriteTo(writer);
        return null;
    }
}
