using System.Text.Json.Serialization;

namespace WorkerGrains.Gateway.Catalog;

/// <summary>How large inputs and outputs may be, encoded.</summary>
/// <param name="MaxInputBytes">The most bytes of an input that is held whole.</param>
/// <param name="MaxOutputBytes">The most bytes of an output.</param>
/// <param name="MaxStreamedBytes">The most bytes of a raw body that is read while it comes in; left out where none is.</param>
internal sealed record LimitsView(
    int MaxInputBytes, int MaxOutputBytes, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? MaxStreamedBytes);
