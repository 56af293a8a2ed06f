using System.Collections.Immutable;
using System.Globalization;
using WorkerGrains.Engines.Devices;

namespace WorkerGrains.Engines.Models;

/// <summary>The versions of a model that serve now. Immutable: a change makes a new one.</summary>
/// <param name="Models">Those in memory, highest version first.</param>
/// <param name="Default">The one for callers that ask for none in particular; <see langword="null"/> when none is in memory.</param>
/// <param name="Aliases">Other names of versions.</param>
internal sealed record ServedVersions(ImmutableArray<LoadedModel> Models, LoadedModel? Default, IReadOnlyDictionary<string, int> Aliases)
{
    /// <summary>The names that <c>model.json</c> gives; the others were given or taken away by operators.</summary>
    public IReadOnlyDictionary<string, int> Declared { get; init; } = Aliases;

    public static readonly ServedVersions None = new([], null, new Dictionary<string, int>());

    /// <summary>Whether they may be unloaded to make room: the model is in memory, not pinned, and nobody uses it.</summary>
    public bool IsIdle => Default is { Settings.Pinned: false } && Models.All(static model => model.Users == 0);

    /// <summary>The model for a version as callers give it: a number, an alias, or nothing. <see langword="null"/> when it does not serve.</summary>
    public LoadedModel? Find(string? version)
    {
        if (version is null)
        {
            return Default;
        }

        if (!Aliases.TryGetValue(version, out var number) && !int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out number))
        {
            return null;
        }

        return Models.FirstOrDefault(model => model.Version == number);
    }

    /// <summary>What they take of a device's memory, in bytes.</summary>
    public long MemoryOn(Device device) => Models.Sum(model => model.Session.Device == device.Id ? model.MemoryBytes : 0);
}
