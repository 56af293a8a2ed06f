using System.Reflection;
using System.Text.Json.Serialization;

namespace WorkerGrains.Contracts.Encoding;

/// <summary>The member of an input that may come as the raw body.</summary>
internal sealed class BodyMember
{
    private readonly PropertyInfo _property;
    private readonly PropertyInfo? _stream;

    private BodyMember(string name, PropertyInfo property, IReadOnlyList<string> mediaTypes)
    {
        _property = property;
        _stream = property.DeclaringType!.GetProperties().FirstOrDefault(static member => member.IsDefined(typeof(BodyStreamAttribute)));
        if (_stream is not null && (_stream.PropertyType != typeof(Stream) || !_stream.CanWrite || !_stream.IsDefined(typeof(JsonIgnoreAttribute))))
        {
            throw new InvalidOperationException($"{property.DeclaringType.Name}.{_stream.Name} cannot take the body as a stream: that is a Stream that can be set and that JSON leaves out.");
        }

        Name = name;
        MediaTypes = mediaTypes;
    }

    public string Name { get; }

    public IReadOnlyList<string> MediaTypes { get; }

    /// <summary>The body member of a record, or <see langword="null"/> when it has none.</summary>
    /// <exception cref="InvalidOperationException">Two members take the body, or one that cannot.</exception>
    public static BodyMember? Of(Type type)
    {
        BodyMember? body = null;
        foreach (var member in ContractJson.Options.GetTypeInfo(type).Properties)
        {
            if (member.AttributeProvider is PropertyInfo property && MemberRule.AttributesOf<BodyAttribute>(member).FirstOrDefault() is { MediaTypes: var mediaTypes })
            {
                body = body is null && mediaTypes.Count > 0 && IsBytes(property)
                    ? new BodyMember(member.Name, property, mediaTypes)
                    : throw new InvalidOperationException(
                        $"{type.Name}.{property.Name} cannot take the raw body: that is one ReadOnlyMemory<byte> that can be set, with at least one media type.");
            }
        }

        return body;
    }

    /// <summary>Whether the body may come as a stream.</summary>
    public bool TakesStream => _stream is not null;

    public Stream? GetStream(object input) => (Stream?)_stream?.GetValue(input);

    public void SetStream(object input, Stream stream) => _stream!.SetValue(input, stream);

    public bool Takes(string mediaType) =>
        mediaType.Equals(Work.MediaTypes.Binary, StringComparison.OrdinalIgnoreCase) || MediaTypes.Any(taken => Matches(taken, mediaType));

    public ReadOnlyMemory<byte>? Get(object input) => (ReadOnlyMemory<byte>?)_property.GetValue(input);

    public void Set(object input, ReadOnlyMemory<byte> bytes) => _property.SetValue(input, bytes);

    private static bool IsBytes(PropertyInfo property) =>
        property.CanWrite && (Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) == typeof(ReadOnlyMemory<byte>);

    private static bool Matches(string taken, string mediaType) => taken.EndsWith("/*", StringComparison.Ordinal)
        ? mediaType.AsSpan().StartsWith(taken.AsSpan(0, taken.Length - 1), StringComparison.OrdinalIgnoreCase)
        : taken.Equals(mediaType, StringComparison.OrdinalIgnoreCase);
}
