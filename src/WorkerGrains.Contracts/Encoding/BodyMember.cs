using System.Reflection;
using System.Text.Json;

namespace WorkerGrains.Contracts.Encoding;

/// <summary>The member of an input that may come as the raw body.</summary>
internal sealed class BodyMember
{
    private readonly PropertyInfo _property;

    private BodyMember(PropertyInfo property, BodyAttribute attribute)
    {
        _property = property;
        Name = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
        MediaTypes = attribute.MediaTypes;
    }

    public string Name { get; }

    public IReadOnlyList<string> MediaTypes { get; }

    public static BodyMember? Of(Type type)
    {
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.GetCustomAttribute<BodyAttribute>() is { } attribute)
            {
                return (Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) == typeof(ReadOnlyMemory<byte>)
                    ? new BodyMember(property, attribute)
                    : throw new InvalidOperationException($"{type.Name}.{property.Name} takes a raw body, so it must be a ReadOnlyMemory<byte>.");
            }
        }

        return null;
    }

    public bool Takes(string mediaType) =>
        mediaType.Equals(Work.MediaTypes.Binary, StringComparison.OrdinalIgnoreCase) || MediaTypes.Any(taken => Matches(taken, mediaType));

    public ReadOnlyMemory<byte>? Get(object input) => (ReadOnlyMemory<byte>?)_property.GetValue(input);

    public void Set(object input, ReadOnlyMemory<byte> bytes) => _property.SetValue(input, bytes);

    private static bool Matches(string taken, string mediaType) => taken.EndsWith("/*", StringComparison.Ordinal)
        ? mediaType.AsSpan().StartsWith(taken.AsSpan(0, taken.Length - 1), StringComparison.OrdinalIgnoreCase)
        : taken.Equals(mediaType, StringComparison.OrdinalIgnoreCase);
}
