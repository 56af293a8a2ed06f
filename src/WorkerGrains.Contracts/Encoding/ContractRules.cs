using System.Collections;
using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;

namespace WorkerGrains.Contracts.Encoding;

/// <summary>Checks a record against the rules on its members: the same attributes that its schema shows.</summary>
/// <remarks>The rules of a type are read once. Records inside records and in lists are checked too.</remarks>
internal sealed class ContractRules
{
    private static readonly ConcurrentDictionary<Type, ContractRules> s_rules = new();

    private readonly ValidationAttribute[] _own;
    private readonly Member[] _members;

    private ContractRules(Type type)
    {
        _own = [.. type.GetCustomAttributes<ValidationAttribute>()];
        _members =
        [
            .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(static property => property.GetMethod is not null && property.GetIndexParameters().Length == 0)
                .Select(static property => new Member(property))
                .Where(static member => member.Rules.Length > 0 || member.IsNested),
        ];
    }

    public static ContractRules Of(Type type) => s_rules.GetOrAdd(type, static type => new ContractRules(type));

    /// <summary>The first rule that the value breaks, as a sentence, or <see langword="null"/>.</summary>
    public string? FindBroken(object value, string path = "")
    {
        foreach (var rule in _own)
        {
            if (!rule.IsValid(value))
            {
                return rule.FormatErrorMessage(path);
            }
        }

        foreach (var member in _members)
        {
            if (member.FindBroken(value, path) is { } broken)
            {
                return broken;
            }
        }

        return null;
    }

    private sealed class Member(PropertyInfo property)
    {
        private readonly string _name = JsonNamingPolicy.CamelCase.ConvertName(property.Name);

        public ValidationAttribute[] Rules { get; } = [.. property.GetCustomAttributes<ValidationAttribute>()];

        public bool IsNested { get; } = IsRecord(property.PropertyType) || IsRecord(ElementType(property.PropertyType));

        public string? FindBroken(object owner, string path)
        {
            var value = property.GetValue(owner);
            foreach (var rule in Rules)
            {
                if (!rule.IsValid(value))
                {
                    return rule.FormatErrorMessage(path + _name);
                }
            }

            return IsNested && value is not null ? FindBrokenInside(value, path + _name) : null;
        }

        private static string? FindBrokenInside(object value, string path)
        {
            if (value is not IEnumerable items)
            {
                return Of(value.GetType()).FindBroken(value, path + ".");
            }

            var index = 0;
            foreach (var item in items)
            {
                if (item is null)
                {
                    return $"{path}[{index}] must not be null.";
                }

                if (Of(item.GetType()).FindBroken(item, $"{path}[{index}].") is { } broken)
                {
                    return broken;
                }

                index++;
            }

            return null;
        }

        private static Type? ElementType(Type type) => type == typeof(string)
            ? null
            : type.GetInterfaces().Append(type)
                .FirstOrDefault(static candidate => candidate.IsGenericType && candidate.GetGenericTypeDefinition() == typeof(IEnumerable<>))?
                .GetGenericArguments()[0];

        private static bool IsRecord(Type? type) =>
            type is { IsClass: true, Namespace: { } space } && !space.StartsWith("System", StringComparison.Ordinal);
    }
}
