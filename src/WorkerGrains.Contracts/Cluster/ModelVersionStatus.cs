namespace WorkerGrains.Contracts.Cluster;

/// <summary>One version of a model in a silo's memory.</summary>
/// <param name="Version">The version.</param>
/// <param name="Runtime">What runs it: <c>onnx</c>.</param>
/// <param name="Device">Where it is.</param>
/// <param name="MemoryBytes">What it was measured to take when it was loaded, in bytes.</param>
[GenerateSerializer, Immutable, Alias("WorkerGrains.ModelVersionStatus")]
public sealed record ModelVersionStatus(
    [property: Id(0)] int Version,
    [property: Id(1)] string Runtime,
    [property: Id(2)] string Device,
    [property: Id(3)] long MemoryBytes);
