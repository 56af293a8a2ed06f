using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Contracts;

/// <summary>One failure that a capability declares beyond those that every capability has.</summary>
/// <param name="Code">What callers see and switch on, for example <c>image.truncated</c>.</param>
/// <param name="Kind">What kind of failure it is; decides the status on every surface and whether a retry can help.</param>
/// <param name="Description">When it happens and what to do.</param>
[GenerateSerializer, Immutable, Alias("WorkerGrains.CapabilityError")]
public sealed record CapabilityError([property: Id(0)] string Code, [property: Id(1)] WorkErrorCode Kind, [property: Id(2)] string Description)
{
    /// <summary>Whether the same request may succeed later.</summary>
    public bool Retryable => Kind.IsRetryable();
}
