using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace WorkerGrains.Contracts.Encoding;

/// <summary>How contract records are written and read as JSON.</summary>
/// <remarks>
/// Strict: unknown, repeated and missing members and nulls where none belong are errors, so that a misspelled option is refused
/// instead of ignored. Names are camel case and matched to the letter.
/// </remarks>
public static class ContractJson
{
    /// <summary>The deepest nesting that is read.</summary>
    public const int MaxDepth = 32;

    /// <summary>The options.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerOptions.Strict)
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            // Answers are JSON documents of their own, never spliced into HTML, so only what JSON asks for is escaped.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            MaxDepth = MaxDepth,
            Converters =
            {
                new EnumNameConverter(),
                new WholeNumberConverter<int>(),
                new WholeNumberConverter<long>(),
                new FiniteNumberConverter<double>(),
                new FiniteNumberConverter<float>(),
            },
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
