using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Grains.Picture;

namespace WorkerGrains.Grains.Controllers;

/// <summary>What a caller is told when a call does not get its answer from a worker.</summary>
internal static class CallErrors
{
    public static WorkError Unknown { get; } =
        new(WorkErrorCode.UnknownCapability, "No silo offers this capability. GET /v1/capabilities lists those that are offered.");

    public static WorkError NoModel { get; } = new(WorkErrorCode.InvalidInput, "Say which model is to do the work.");

    public static WorkError UnknownModel { get; } = new(WorkErrorCode.UnknownModel, "No silo has this model. GET /v1/models lists those that there are.");

    public static WorkError NoSessions { get; } = new(WorkErrorCode.InvalidInput, "The capability keeps nothing from one request to the next. Leave the session out.");

    public static WorkError SessionLost { get; } = new(WorkErrorCode.SessionLost, "The session has ended, or the silo that kept it has left. Start a new one, from the beginning.");

    public static WorkError TooMuchOnTheWay { get; } = new(WorkErrorCode.Overloaded, "Too many large inputs are on their way to other silos.");

    public static WorkError NoAnswer { get; } = new(WorkErrorCode.Unavailable, "The worker did not answer; it may or may not have done the work.");

    public static WorkError LostMidway { get; } =
        new(WorkErrorCode.Unavailable, "The worker was lost in the middle of its stream; it may or may not have done the rest of the work.");

    public static WorkError Failed { get; } = new(WorkErrorCode.EngineFailed, "The worker failed.");

    public static WorkError TooDeep(int limit) => new(
        WorkErrorCode.CallTooDeep, $"Capabilities call each other deeper than {limit} calls. Take the circle, or a step of the chain, out.");

    public static WorkError DeadlinePassed(TimeSpan timeout) => new(WorkErrorCode.DeadlineExceeded, $"The deadline of {Milliseconds(timeout)} ms passed.");

    public static WorkError CannotMeet(TimeSpan timeout, TimeSpan wait) => new(
        WorkErrorCode.DeadlineExceeded, $"The answer would take about {Milliseconds(wait)} ms and the deadline is {Milliseconds(timeout)} ms. Allow more time or try again later.")
    {
        RetryAfter = wait,
    };

    public static WorkError NotReady(ReplicaSet replicas, CapabilityVersion? version)
    {
        var reason = replicas.All.FirstOrDefault(replica => version is not { } wanted || replica.Capability.Version.Serves(wanted))?.Readiness;
        return reason is { IsReady: false }
            ? reason.ToError()
            : new WorkError(WorkErrorCode.Unavailable, "No silo that offers this capability can be reached.");
    }

    private static long Milliseconds(TimeSpan span) => (long)Math.Ceiling(span.TotalMilliseconds);
}
