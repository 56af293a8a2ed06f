namespace WorkerGrains.Contracts.Work;

/// <summary>A failure that a caller can act on.</summary>
/// <param name="Code">What kind of failure it is.</param>
/// <param name="Message">A sentence for the caller that says what to change. It holds no path, no stack and nothing of the input.</param>
[GenerateSerializer, Immutable, Alias("WorkerGrains.WorkError")]
public sealed record WorkError([property: Id(0)] WorkErrorCode Code, [property: Id(1)] string Message)
{
    /// <summary>The capability's own code for the failure, one of those its contract lists; <see langword="null"/> when <see cref="Code"/> says it all.</summary>
    [Id(2)]
    public string? Reason { get; init; }

    /// <summary>When a retry is worth while, estimated from how fast the queue drains; <see langword="null"/> when unknown.</summary>
    [Id(3)]
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>An input that is not one for the capability, with the capability's own code for what is wrong.</summary>
    public static WorkError InvalidInput(string reason, string message) => new(WorkErrorCode.InvalidInput, message) { Reason = reason };
}
