using System.ComponentModel.DataAnnotations;
using WorkerGrains.Contracts.Encoding;

namespace WorkerGrains.Engines.Models;

/// <summary>An output of a model that is an input of its next run. The first time it is zeros, in dimensions of any length none.</summary>
internal sealed record SequenceStateSettings
{
    /// <summary>The input's name.</summary>
    [TextLength(1, 256)]
    public required string Input { get; init; }

    /// <summary>The output's name. Callers get it when they ask for it.</summary>
    [TextLength(1, 256)]
    public required string Output { get; init; }

    /// <summary>Which dimension of both counts the rows of a batch; 0 is the first.</summary>
    [Range(0, 15)]
    public int BatchAxis { get; init; }
}
