using System.Collections.Immutable;
using System.Globalization;
using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Engines.Models;

/// <summary>Names of a model's versions that operators gave or took away while it served, over those of its <c>model.json</c>.</summary>
/// <remarks>Not thread-safe: the model's entry makes one change at a time.</remarks>
internal sealed class ModelAliases
{
    /// <summary>How many such names a model has at most, as in <c>model.json</c>.</summary>
    private const int MaxCount = 100;

    private static readonly WorkError s_invalid = new(
        WorkErrorCode.InvalidInput,
        "An alias is a name and no number: 1 to 64 lower-case letters, digits, '-', '_' and '.', beginning and ending with a letter or digit.");

    private static readonly WorkError s_tooMany = new(WorkErrorCode.InvalidInput, $"The model has had {MaxCount} aliases given or taken away while it served, the most that are kept. Write them into its model.json.");

    private ImmutableSortedDictionary<string, int?> _changed = ImmutableSortedDictionary.Create<string, int?>(StringComparer.Ordinal);

    /// <summary>Makes a change, unless it cannot be.</summary>
    /// <returns>Why it cannot be, or <see langword="null"/>.</returns>
    public WorkError? Change(ModelChange change, ServedVersions served)
    {
        if (change.Alias is not { } alias || !ModelName.IsValid(alias) || int.TryParse(alias, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            return s_invalid;
        }

        if (_changed.Count >= MaxCount && !_changed.ContainsKey(alias))
        {
            return s_tooMany;
        }

        if (change.Action == ModelAction.RemoveAlias)
        {
            if (!served.Aliases.ContainsKey(alias))
            {
                return new WorkError(WorkErrorCode.InvalidInput, $"The model has no such alias. It has: {string.Join(", ", served.Aliases.Keys.Order(StringComparer.Ordinal))}.");
            }

            _changed = _changed.SetItem(alias, null);
            return null;
        }

        if (change.Version is not { } version || served.Models.All(model => model.Version != version))
        {
            return new WorkError(WorkErrorCode.InvalidInput, $"An alias stands for a version that serves. Serving: {string.Join(", ", served.Models.Select(static model => model.Version))}.");
        }

        _changed = _changed.SetItem(alias, version);
        return null;
    }

    /// <summary>Makes a change that was possible when it was made; a version that does not serve now may do so later.</summary>
    public void Restore(ModelChange change) => _changed = _changed.SetItem(change.Alias!, change.Action == ModelAction.SetAlias ? change.Version : null);

    /// <summary>The versions under all their names.</summary>
    public ServedVersions Over(ServedVersions served)
    {
        var aliases = new Dictionary<string, int>(served.Declared, StringComparer.Ordinal);
        foreach (var (alias, version) in _changed)
        {
            if (version is { } given)
            {
                aliases[alias] = given;
            }
            else
            {
                aliases.Remove(alias);
            }
        }

        return served with { Aliases = aliases };
    }
}
