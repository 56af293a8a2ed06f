namespace WorkerGrains.Contracts.Work;

/// <summary>What travels beside a raw body: a member of an input, or something that is said of an output.</summary>
/// <param name="Name">The name of the member in the contract's JSON, or that of an <see cref="OutputHeader"/>.</param>
/// <param name="Value">Text for a member that is text, JSON for any other.</param>
[GenerateSerializer, Immutable, Alias("WorkerGrains.WorkParameter")]
public readonly record struct WorkParameter([property: Id(0)] string Name, [property: Id(1)] string Value);
