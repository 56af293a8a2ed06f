using System.ComponentModel;

namespace WorkerGrains.Contracts.Capabilities;

/// <summary>The answer to a <see cref="Greet"/>.</summary>
public sealed record Greeting
{
    /// <summary>The message, changed as asked.</summary>
    [Description("The message, changed as asked.")]
    public required string Message { get; init; }
}
