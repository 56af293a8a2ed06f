using System.ComponentModel.DataAnnotations;

namespace WorkerGrains.Engines.Models;

/// <summary>An input on which a model is run before it serves, so that no caller pays for the memory and the plans that first runs make.</summary>
internal sealed record WarmUpSample
{
    /// <summary>The shape of each input by its name. Left out, dimensions of any length are 1.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<long>> Shapes { get; init; } = new Dictionary<string, IReadOnlyList<long>>();

    /// <summary>How often it is run.</summary>
    [Range(1, 100)]
    public int Count { get; init; } = 1;
}
