using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Contracts.Encoding;

/// <summary>The one place where an encoded input becomes a record and a record an encoded input.</summary>
/// <remarks>Thread-safe.</remarks>
/// <typeparam name="TInput">The input record.</typeparam>
public sealed class InputCodec<TInput>
    where TInput : class
{
    private const string CharsetMember = "charset";

    private readonly BodyMember? _body = BodyMember.Of(typeof(TInput));
    private readonly ContractRules _rules = ContractRules.Of(typeof(TInput));
    private readonly Lazy<JsonSerializerOptions> _withoutBody;
    private readonly bool _takesCharset = InputDiagnosis.IsText(typeof(TInput), CharsetMember);

    /// <summary>Reads the rules of the record.</summary>
    /// <exception cref="InvalidOperationException">The record has a rule that its schema could not show.</exception>
    public InputCodec() => _withoutBody = new Lazy<JsonSerializerOptions>(CreateOptionsWithoutBody);

    /// <summary>The media types of a raw body; empty when the input is JSON only.</summary>
    public IReadOnlyList<string> BodyMediaTypes => _body?.MediaTypes ?? [];

    /// <summary>The member that a raw body is; <see langword="null"/> when the input is JSON only.</summary>
    public string? BodyMemberName => _body?.Name;

    /// <summary>Encodes an input: a body member travels as it is, with the other members beside it; anything else is JSON.</summary>
    public EncodedInput Encode(TInput input)
    {
        ArgumentNullException.ThrowIfNull(input);

        if (_body?.GetStream(input) is { } stream)
        {
            return new EncodedInput(default, MediaTypes.Binary, Parameters(input, _body)) { Body = stream };
        }

        return _body?.Get(input) is { } body
            ? new EncodedInput(body, MediaTypes.Binary, Parameters(input, _body))
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
        var mediaType = MediaTypeOf(contentType);
        if (mediaType.Equals(MediaTypes.Json, StringComparison.OrdinalIgnoreCase))
        {
            if (!parameters.IsDefaultOrEmpty)
            {
                error = Invalid("With a JSON body every member goes into the body; of the query only 'version' is read.");
                return false;
            }

            return TryRead(payload.Span, out input, out error) && IsWithinRules(ref input, out error);
        }

        if (_body?.Takes(mediaType) != true)
        {
            error = new WorkError(WorkErrorCode.UnsupportedMediaType, _body is null
                ? "Send the input as application/json."
                : $"Send the input as application/json, or its {_body.Name} as {string.Join(", ", _body.MediaTypes)}; as {MediaTypes.Binary} whatever it is.");
            return false;
        }

        if (!TryWrite(WithCharset(parameters, contentType), _body, out var json, out error) || !TryRead(json.Span, out input, out error))
        {
            return false;
        }

        _body.Set(input, payload);
        return IsWithinRules(ref input, out error);
    }

    /// <summary>Decodes an input whose raw body comes in while it is read, and checks the rest of it against the contract.</summary>
    /// <inheritdoc cref="TryDecode(ReadOnlyMemory{byte}, string, ImmutableArray{WorkParameter}, out TInput, out WorkError)" path="/returns"/>
    public bool TryDecodeStreamed(
        Stream body,
        string contentType,
        ImmutableArray<WorkParameter> parameters,
        [NotNullWhen(true)] out TInput? input,
        [NotNullWhen(false)] out WorkError? error)
    {
        if (_body?.TakesStream != true || MediaTypeOf(contentType).Equals(MediaTypes.Json, StringComparison.OrdinalIgnoreCase))
        {
            input = null;
            error = new WorkError(WorkErrorCode.UnsupportedMediaType, "This input is not taken while it comes in. Send it whole.");
            return false;
        }

        if (!TryDecode(ReadOnlyMemory<byte>.Empty, contentType, parameters, out input, out error))
        {
            return false;
        }

        _body.SetStream(input, body);
        return true;
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

    private bool IsWithinRules([NotNullWhen(true)] ref TInput? input, [NotNullWhen(false)] out WorkError? error)
    {
        error = _rules.FindBroken(input!) is { } broken ? Invalid(broken) : null;
        if (error is not null)
        {
            input = null;
        }

        return error is null;
    }

    private static WorkError Invalid(string message) => new(WorkErrorCode.InvalidInput, message);

    private static string MediaTypeOf(string contentType)
    {
        var semicolon = contentType.IndexOf(';', StringComparison.Ordinal);
        return semicolon < 0 ? contentType.Trim() : contentType[..semicolon].Trim();
    }

    /// <summary>Where an input has a member for the charset, the one that the content type names goes there; a member given by name goes before.</summary>
    private ImmutableArray<WorkParameter> WithCharset(ImmutableArray<WorkParameter> parameters, string contentType)
    {
        var given = parameters.IsDefault ? [] : parameters;
        return _takesCharset
            && MediaTypeHeaderValue.TryParse(contentType, out var mediaType)
            && mediaType.CharSet is { Length: > 0 } charset
            && given.All(static parameter => parameter.Name != CharsetMember)
                ? given.Add(new WorkParameter(CharsetMember, charset.Trim('"')))
                : given;
    }

    private ImmutableArray<WorkParameter> Parameters(TInput input, BodyMember body)
    {
        var members = JsonSerializer.SerializeToElement(input, _withoutBody.Value);
        var parameters = ImmutableArray.CreateBuilder<WorkParameter>();
        foreach (var member in members.EnumerateObject())
        {
            if (member.Name != body.Name && member.Value.ValueKind != JsonValueKind.Null)
            {
                parameters.Add(new WorkParameter(member.Name, InputDiagnosis.IsText(typeof(TInput), member.Name) ? member.Value.GetString()! : member.Value.GetRawText()));
            }
        }

        return parameters.ToImmutable();
    }

    // The body would be turned into base64 only to be dropped again.
    private JsonSerializerOptions CreateOptionsWithoutBody() => new(ContractJson.Options)
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver
        {
            Modifiers =
            {
                type =>
                {
                    if (type.Type == typeof(TInput) && type.Properties.FirstOrDefault(property => property.Name == _body?.Name) is { } body)
                    {
                        body.ShouldSerialize = static (_, _) => false;
                    }
                },
            },
        },
    };

    /// <summary>Writes the members that came beside a raw body as the JSON that would have carried them, the body itself left empty.</summary>
    private static bool TryWrite(
        ImmutableArray<WorkParameter> parameters, BodyMember body, out ReadOnlyMemory<byte> json, [NotNullWhen(false)] out WorkError? error)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        writer.WriteString(body.Name, "");
        foreach (var parameter in parameters.IsDefault ? [] : parameters)
        {
            if (!IsUnicode(parameter.Name) || !IsUnicode(parameter.Value))
            {
                json = default;
                error = Invalid("A parameter is not valid Unicode text.");
                return false;
            }

            writer.WritePropertyName(parameter.Name);
            if (InputDiagnosis.IsText(typeof(TInput), parameter.Name) || !TryWriteJson(writer, parameter.Value))
            {
                writer.WriteStringValue(parameter.Value);
            }
        }

        writer.WriteEndObject();
        writer.Flush();
        json = buffer.WrittenMemory;
        error = null;
        return true;
    }

    private static bool TryWriteJson(Utf8JsonWriter writer, string value)
    {
        var json = System.Text.Encoding.UTF8.GetBytes(value);
        if (!InputDiagnosis.IsJson(json))
        {
            return false;
        }

        writer.WriteRawValue(json, skipInputValidation: true);
        return true;
    }

    private static bool IsUnicode(ReadOnlySpan<char> text)
    {
        while (Rune.DecodeFromUtf16(text, out _, out var length) == OperationStatus.Done)
        {
            text = text[length..];
        }

        return text.IsEmpty;
    }
}
