using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Gateway;

/// <summary>The answer to a name that nobody offers. It does not repeat the name, which may hold anything.</summary>
internal static class UnknownCapability
{
    public static WorkError Error { get; } =
        new(WorkErrorCode.UnknownCapability, "No silo offers a capability of this name. GET /v1/capabilities lists those that are offered.");
}
