using System.ComponentModel;
using System.Text.Json;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>One row of an answer.</summary>
public sealed record TableRow
{
    /// <summary>The values by the names of their columns, in the order of these.</summary>
    /// <remarks>Written as in <see cref="TableResult.Rows"/>.</remarks>
    [Description("The values by the names of their columns. Bytes are base64; dates, NaN and infinities are texts.")]
    public required IReadOnlyDictionary<string, JsonElement> Values { get; init; }
}
