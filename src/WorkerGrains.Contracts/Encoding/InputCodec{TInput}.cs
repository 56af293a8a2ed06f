using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Headers;
using System.Text.Json;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Contracts.Encoding;

/// <summary>The one place where an encoded input becomes a record and a record an encoded input.</summary>
/// <remarks>Thread-safe.</remarks>
/// <typeparam name="TInput">The input record.</typeparam>
public sealed class InputCodec<TInput>
    where TInput : class
{
    private static readonly BodyMember? s_body = BodyMember.Of(typeof(TInput));
    private static readonly ContractRules s_rules = ContractRules.Of(typeof(TInput));
    private static readonly bool s_takesCharset = InputDiagnosis.IsText(typeof(TInput), CharsetMember);

    private const string CharsetMember = "charset";

    internal InputCodec()
    {
    }

    /// <summary>The media types of a raw body; empty when the input is JSON only.</summary>
    public IReadOnlyList<string> BodyMediaTypes { get; } = s_body?.MediaTypes ?? [];

    /// <summary>Encodes an input: a body member travels as it is, with the other members beside it; anything else is JSON.</summary>
    public EncodedInput Encode(TInput input)
    {
        ArgumentNullException.ThrowIfNull(input);

        return s_body?.Get(input) is { } body
            ? new EncodedInput(body, MediaTypes.Binary, Parameters(input, s_body))
            : new EncodedInput(JsonSerializer.SerializeToUtf8Bytes(input, ContractJson.Options), MediaTypes.Json, []);
    }

    /// <summary>Decodes an input and checks it against the contract.</summary>
    /// <returns>Whether it is an input; if not, <paramref name="error"/> says what to change.</returns>
    public bool TryDecode(
        ReadOnlyMemory<byte> payload,
        string contentType,
        ImmutableArray<WorkParameter> parameters,
        [NotNullWhen(true)] out TInput? input,
        [NotNullWhen(false)] out WorkError? error)
    {
        input = null;
        if (IsJson(contentType))
        {
            if (!parameters.IsDefaultOrEmpty)
            {
                error = Invalid("With a JSON body every member goes into the body; of the query only 'version' is read.");
                return false;
            }

            return TryRead(payload.Span, out input, out error) && IsWithinRules(input, out error);
        }

        if (s_body?.Takes(MediaTypeOf(contentType)) != true)
        {
            error = new WorkError(WorkErrorCode.UnsupportedMediaType, s_body is null
                ? "Send the input as application/json."
                : $"Send the input as application/json, or its {s_body.Name} as {string.Join(", ", s_body.MediaTypes)}.");
            return false;
        }

        if (!TryRead(ToJson(WithCharset(parameters, contentType), s_body), out input, out error))
        {
            return false;
        }

        s_body.Set(input, payload);
        return IsWithinRules(input, out error);
    }

    private static bool TryRead(ReadOnlySpan<byte> json, [NotNullWhen(true)] out TInput? input, [NotNullWhen(false)] out WorkError? error)
    {
        try
        {
            input = JsonSerializer.Deserialize<TInput>(json, ContractJson.Options);
            error = input is null ? Invalid("The input is a JSON object, not null.") : null;
            return input is not null;
        }
        catch (JsonException)
        {
            input = null;
            error = Invalid(InputDiagnosis.Explain(json, typeof(TInput)));
            return false;
        }
    }

    private static bool IsWithinRules(TInput input, [NotNullWhen(false)] out WorkError? error)
    {
        error = s_rules.FindBroken(input) is { } broken ? Invalid(broken) : null;
        return error is null;
    }

    private static WorkError Invalid(string message) => new(WorkErrorCode.InvalidInput, message);

    private static bool IsJson(string contentType) => MediaTypeOf(contentType).Equals(MediaTypes.Json, StringComparison.OrdinalIgnoreCase);

    private static string MediaTypeOf(string contentType)
    {
        var semicolon = contentType.IndexOf(';', StringComparison.Ordinal);
        return semicolon < 0 ? contentType : contentType[..semicolon].TrimEnd();
    }

    /// <summary>Where an input has a member for the charset, the one that the content type names goes there; a member given by name goes before.</summary>
    private static ImmutableArray<WorkParameter> WithCharset(ImmutableArray<WorkParameter> parameters, string contentType)
    {
        var given = parameters.IsDefault ? [] : parameters;
        return s_takesCharset
            && MediaTypeHeaderValue.TryParse(contentType, out var mediaType)
            && mediaType.CharSet is { Length: > 0 } charset
            && given.All(static parameter => parameter.Name != CharsetMember)
                ? given.Add(new WorkParameter(CharsetMember, charset.Trim('"')))
                : given;
    }

    private static ImmutableArray<WorkParameter> Parameters(TInput input, BodyMember body)
    {
        var members = JsonSerializer.SerializeToElement(input, s_withoutBody.Value);
        var parameters = ImmutableArray.CreateBuilder<WorkParameter>();
        foreach (var member in members.EnumerateObject())
        {
            if (member.Name != body.Name && member.Value.ValueKind != JsonValueKind.Null)
            {
                parameters.Add(new WorkParameter(member.Name, member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString()! : member.Value.GetRawText()));
            }
        }

        return parameters.ToImmutable();
    }

    // The body would be turned into base64 only to be dropped again.
    private static readonly Lazy<JsonSerializerOptions> s_withoutBody = new(static () => new JsonSerializerOptions(ContractJson.Options)
    {
        TypeInfoResolver = new System.Text.Json.Serialization.Metadata.DefaultJsonTypeInfoResolver
        {
            Modifiers =
            {
                static type =>
                {
                    if (type.Type == typeof(TInput) && type.Properties.FirstOrDefault(static property => property.Name == s_body?.Name) is { } body)
                    {
                        body.ShouldSerialize = static (_, _) => false;
                    }
                },
            },
        },
    });

    /// <summary>Writes the members that came beside a raw body as the JSON that would have carried them, the body itself left empty.</summary>
    private static ReadOnlySpan<byte> ToJson(ImmutableArray<WorkParameter> parameters, BodyMember body)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        writer.WriteString(body.Name, "");
        foreach (var parameter in parameters.IsDefault ? [] : parameters)
        {
            writer.WritePropertyName(parameter.Name);
            if (InputDiagnosis.IsText(typeof(TInput), parameter.Name) || !TryWriteJson(writer, parameter.Value))
            {
                writer.WriteStringValue(parameter.Value);
            }
        }

        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan;
    }

    private static bool TryWriteJson(Utf8JsonWriter writer, string value)
    {
        try
        {
            using var document = JsonDocument.Parse(value, new JsonDocumentOptions { MaxDepth = ContractJson.MaxDepth });
            document.RootElement.WriteTo(writer);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
