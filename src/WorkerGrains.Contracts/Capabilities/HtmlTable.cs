using System.ComponentModel;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>A table of a page as a grid: a cell that spans rows or columns stands in each of them.</summary>
public sealed record HtmlTable
{
    /// <summary>The caption.</summary>
    [Description("The caption.")]
    public string? Caption { get; init; }

    /// <summary>How many of the rows, from the top, are headers.</summary>
    [Description("How many of the rows, from the top, are headers.")]
    public required int HeaderRows { get; init; }

    /// <summary>The rows, all equally long.</summary>
    [Description("The rows, all equally long.")]
    public required IReadOnlyList<IReadOnlyList<string>> Rows { get; init; }
}
