using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace WorkerGrains.Contracts.Encoding;

/// <summary>One rule on the value of a member. Checking it, saying it and writing it into a schema are in one place, so that the schema stays true.</summary>
/// <param name="Allows">Whether a value is within the rule. Never asked about null, which is a matter of the member's type.</param>
/// <param name="Says">The rule, to follow the member's name in a sentence.</param>
/// <param name="Show">Writes the rule into the member's schema.</param>
internal sealed record MemberRule(Func<object, bool> Allows, string Says, Action<JsonObject> Show)
{
    /// <summary>The rules of a member.</summary>
    /// <exception cref="InvalidOperationException">The member carries a rule that no schema would show, or that does not suit its type.</exception>
    public static MemberRule[] Of(JsonPropertyInfo member) => [.. AttributesOf<ValidationAttribute>(member).Select(attribute => Of(attribute, member))];

    /// <summary>The attributes of a member. Those of a positional record are on its parameters.</summary>
    public static IEnumerable<T> AttributesOf<T>(JsonPropertyInfo member)
        where T : Attribute =>
        new[] { member.AttributeProvider, member.AssociatedParameter?.AttributeProvider }
            .SelectMany(static source => source?.GetCustomAttributes(typeof(T), inherit: false) ?? [])
            .Cast<T>();

    private static MemberRule Of(ValidationAttribute attribute, JsonPropertyInfo member)
    {
        var type = Nullable.GetUnderlyingType(member.PropertyType) ?? member.PropertyType;
        return attribute switch
        {
            RangeAttribute range when type == typeof(float) => OfRange(range, Convert.ToSingle, float.MinValue, float.MaxValue),
            RangeAttribute range when type == typeof(double) => OfRange(range, Convert.ToDouble, double.MinValue, double.MaxValue),
            RangeAttribute range when IsExactNumber(type) => OfRange(
                range, Convert.ToDecimal, LimitOf(type, nameof(int.MinValue)), LimitOf(type, nameof(int.MaxValue))),
            TextLengthAttribute length when type == typeof(string) => OfTextLength(length),
            LengthAttribute length when KindOf(type) is JsonTypeInfoKind.Enumerable => OfLength(length, "minItems", "maxItems"),
            LengthAttribute length when KindOf(type) is JsonTypeInfoKind.Dictionary => OfLength(length, "minProperties", "maxProperties"),
            AllowedValuesAttribute allowed when type == typeof(string) || IsExactNumber(type) => OfAllowedValues(allowed, type, member.IsSetNullable),
            _ => throw new InvalidOperationException(
                $"{member.DeclaringType.Name}.{member.Name} cannot have a {attribute.GetType().Name}: a schema has no such rule for its type."),
        };
    }

    // Bounds become numbers of the member's type. The attribute does it the other way round: 10.4 passes its Range(0, 10), and a large long overflows.
    // They end where the type does: the bound of Range(0, long.MaxValue) is a double, rounded up beyond what a long holds.
    private static MemberRule OfRange<T>(RangeAttribute range, Func<object, IFormatProvider, T> toNumber, T least, T most)
        where T : INumber<T>
    {
        var minimum = T.Max(least, toNumber(range.Minimum, CultureInfo.InvariantCulture));
        var maximum = T.Min(most, toNumber(range.Maximum, CultureInfo.InvariantCulture));
        var (isAbove, isBelow) = (range.MinimumIsExclusive, range.MaximumIsExclusive);
        return new MemberRule(
            value => toNumber(value, CultureInfo.InvariantCulture) is var number
                && (isAbove ? number > minimum : number >= minimum)
                && (isBelow ? number < maximum : number <= maximum),
            isAbove || isBelow
                ? FormattableString.Invariant($"must be {(isAbove ? "above" : "at least")} {minimum} and {(isBelow ? "below" : "at most")} {maximum}.")
                : FormattableString.Invariant($"must be between {minimum} and {maximum}."),
            schema =>
            {
                schema[isAbove ? "exclusiveMinimum" : "minimum"] = JsonValue.Create(minimum);
                schema[isBelow ? "exclusiveMaximum" : "maximum"] = JsonValue.Create(maximum);
            });
    }

    private static MemberRule OfTextLength(TextLengthAttribute length) => new(
        length.IsValid,
        string.Create(CultureInfo.InvariantCulture, $"must have between {length.Minimum} and {length.Maximum} characters."),
        schema =>
        {
            schema["minLength"] = length.Minimum;
            schema["maxLength"] = length.Maximum;
        });

    private static MemberRule OfLength(LengthAttribute length, string minimum, string maximum) => new(
        value => CountOf((IEnumerable)value) is var count && count >= length.MinimumLength && count <= length.MaximumLength,
        string.Create(CultureInfo.InvariantCulture, $"must have between {length.MinimumLength} and {length.MaximumLength} entries."),
        schema =>
        {
            schema[minimum] = length.MinimumLength;
            schema[maximum] = length.MaximumLength;
        });

    private static MemberRule OfAllowedValues(AllowedValuesAttribute allowed, Type type, bool isNullable)
    {
        object[] values = [.. allowed.Values.OfType<object>().Select(value => Convert.ChangeType(value, type, CultureInfo.InvariantCulture))];
        return new MemberRule(
            value => values.Contains(value),
            $"must be one of {string.Join(", ", values.Select(static value => Convert.ToString(value, CultureInfo.InvariantCulture)))}.",
            schema =>
            {
                IEnumerable<JsonNode?> shown = values.Select(static value => JsonSerializer.SerializeToNode(value, ContractJson.Options));
                schema["enum"] = new JsonArray([.. isNullable ? shown.Append(null) : shown]);
            });
    }

    private static decimal LimitOf(Type type, string limit) => Convert.ToDecimal(type.GetField(limit)!.GetValue(null), CultureInfo.InvariantCulture);

    private static int CountOf(IEnumerable items) => items is ICollection { Count: var count } ? count : items.Cast<object?>().Count();

    private static JsonTypeInfoKind KindOf(Type type) => ContractJson.Options.GetTypeInfo(type).Kind;

    private static bool IsExactNumber(Type type) => !type.IsEnum && Type.GetTypeCode(type) is >= TypeCode.SByte and <= TypeCode.UInt64 or TypeCode.Decimal;
}
