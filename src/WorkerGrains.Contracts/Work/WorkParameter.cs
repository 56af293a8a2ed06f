namespace WorkerGrains.Contracts.Work;

/// <summary>One member of the input that travels beside a raw body.</summary>
/// <param name="Name">The member's name in the contract's JSON.</param>
/// <param name="Value">Text for a member that is text, JSON for any other.</param>
[GenerateSerializer, Immutable, Alias("WorkerGrains.WorkParameter")]
public readonly record struct WorkParameter([property: Id(0)] string Name, [property: Id(1)] string Value);
