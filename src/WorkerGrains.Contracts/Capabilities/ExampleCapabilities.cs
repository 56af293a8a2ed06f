namespace WorkerGrains.Contracts.Capabilities;

/// <summary>Capabilities to learn and to measure with.</summary>
public static class ExampleCapabilities
{
    /// <summary>Greets with a message: the reference worker.</summary>
    public static readonly Capability<Greet, Greeting> Greet = new("example.greet", "1.0.0")
    {
        Summary = "Answers with the message it was given, changed as asked.",
        Tags = ["example", "text"],
        DefaultDeadline = TimeSpan.FromSeconds(5),
        MaxInputBytes = 256 * 1024,
        Objective = new ServiceLevelObjective(0.99, TimeSpan.FromMilliseconds(50)),
    };
}
