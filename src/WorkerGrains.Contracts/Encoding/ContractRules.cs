using System.Collections;
using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json.Serialization.Metadata;

namespace WorkerGrains.Contracts.Encoding;

/// <summary>Checks a record against the rules on its members: the same attributes that its schema shows.</summary>
/// <remarks>The rules of a type are read once. Records inside records, in lists and in dictionaries are checked too.</remarks>
internal sealed class ContractRules
{
    private static readonly ConcurrentDictionary<Type, ContractRules> s_rules = new();

    private readonly OneFormOfAttribute? _forms;
    private readonly Member[] _members;

    private ContractRules(JsonTypeInfo type)
    {
        _forms = FormsOf(type);
        _members =
        [
            .. type.Properties.Where(static property => property.Get is not null)
                .Select(static property => new Member(property))
                .Where(static member => member.HasRules),
        ];

        if (type.CreateObject?.Invoke() is { } untouched
            && Array.Find(_members, member => !member.IsRequired && member.FindBrokenRule(untouched) is not null) is { } member)
        {
            throw new InvalidOperationException(
                $"{type.Type.Name}.{member.Name} breaks its own rule when it is left out, though the schema allows that: require it or give it another default.");
        }
    }

    /// <summary>The rules of a type.</summary>
    /// <exception cref="InvalidOperationException">The type has a rule that cannot be kept or shown.</exception>
    public static ContractRules Of(Type type) => s_rules.GetOrAdd(type, static type => new ContractRules(ContractJson.Options.GetTypeInfo(type)));

    /// <summary>The first rule that the value breaks, as a sentence, or <see langword="null"/>.</summary>
    public string? FindBroken(object value, string path = "")
    {
        if (_forms?.IsValid(value) == false)
        {
            return _forms.FormatErrorMessage(path);
        }

        var inside = path.Length == 0 ? "" : path + ".";
        foreach (var member in _members)
        {
            if (member.FindBroken(value, inside) is { } broken)
            {
                return broken;
            }
        }

        return null;
    }

    private static OneFormOfAttribute? FormsOf(JsonTypeInfo type)
    {
        OneFormOfAttribute? forms = null;
        foreach (var attribute in type.Type.GetCustomAttributes<ValidationAttribute>())
        {
            forms = attribute as OneFormOfAttribute
                ?? throw new InvalidOperationException($"{type.Type.Name} cannot have a {attribute.GetType().Name}: its schema would not show it.");
        }

        return forms?.Members.FirstOrDefault(name => type.Properties.All(property => property.Name != name)) is { } unknown
            ? throw new InvalidOperationException($"{type.Type.Name} has no member {unknown}, which its forms name.")
            : forms;
    }

    private static string? FindBrokenInside(object value, JsonTypeInfo type, string path)
    {
        if (type.Kind == JsonTypeInfoKind.Object)
        {
            return Of(type.Type).FindBroken(value, path);
        }

        var entry = TypeOf(type.ElementType!);
        var index = 0;
        foreach (var item in type.Kind == JsonTypeInfoKind.Dictionary ? ((IDictionary)value).Values : (IEnumerable)value)
        {
            // A dictionary's keys are the caller's own text, so a message does not name them.
            var here = type.Kind == JsonTypeInfoKind.Dictionary ? path + "[]" : $"{path}[{index++}]";
            if (item is null && !type.ElementType!.IsValueType)
            {
                // The serializer lets nulls into lists of anything that can be null.
                return $"{here} must not be null.";
            }

            if (item is not null && HasInside(entry) && FindBrokenInside(item, entry, here) is { } broken)
            {
                return broken;
            }
        }

        return null;
    }

    private static JsonTypeInfo TypeOf(Type type) => ContractJson.Options.GetTypeInfo(Nullable.GetUnderlyingType(type) ?? type);

    /// <summary>Whether anything inside a value could break a rule. Long lists of plain numbers are not looked through.</summary>
    private static bool HasInside(JsonTypeInfo type) => type.Kind switch
    {
        JsonTypeInfoKind.Object => true,
        JsonTypeInfoKind.Enumerable or JsonTypeInfoKind.Dictionary => !type.ElementType!.IsValueType || HasInside(TypeOf(type.ElementType)),
        _ => false,
    };

    private sealed class Member(JsonPropertyInfo property)
    {
        private readonly Func<object, object?> _get = property.Get!;
        private readonly MemberRule[] _rules = MemberRule.Of(property);
        private readonly JsonTypeInfo? _inside = TypeOf(property.PropertyType) is var type && property.CustomConverter is null && HasInside(type) ? type : null;

        public string Name { get; } = property.Name;

        public bool IsRequired { get; } = property.IsRequired;

        public bool HasRules => _rules.Length > 0 || _inside is not null;

        public string? FindBroken(object owner, string path) =>
            FindBrokenRule(owner) is { } rule ? $"{path}{Name} {rule.Says}"
            : _inside is not null && _get(owner) is { } value ? FindBrokenInside(value, _inside, path + Name)
            : null;

        public MemberRule? FindBrokenRule(object owner) =>
            _rules.Length > 0 && _get(owner) is { } value ? Array.Find(_rules, rule => !rule.Allows(value)) : null;
    }
}
