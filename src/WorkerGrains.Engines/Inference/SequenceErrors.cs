using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Engines.Inference;

/// <summary>What the callers of sessions are told.</summary>
internal static class SequenceErrors
{
    public static WorkError Lost { get; } = new(WorkErrorCode.SessionLost, "The session has ended, or never was. Start a new one, from the beginning.");

    public static WorkError OtherModel { get; } = new(WorkErrorCode.InvalidInput, "The session belongs to another model. Send its requests to that one.");

    public static WorkError NoSequence { get; } =
        WorkError.InvalidInput("model.no_sequence", "The model keeps nothing from one request to the next. Leave the session out, or have its operator add 'sequence' to its model.json.");

    public static WorkError TooManyWaiting { get; } =
        new(WorkErrorCode.Overloaded, $"{SequenceSession.MaxWaiting} requests of the session wait for each other. Wait for answers before sending more.");

    public static WorkError StateTooLarge(int maxBytes) => new(
        WorkErrorCode.EngineFailed, $"The session would keep more than the {maxBytes} bytes that the model's settings allow. Start a new session, or have its operator raise 'sequence.maxStateBytes'.")
    {
        Reason = "model.run_failed",
    };

    public static WorkError TooManySessions(int maxSessions) => new(
        WorkErrorCode.Overloaded, $"The model has {maxSessions} sessions on this silo, as many as its settings allow. End some, or try again later.")
    {
        RetryAfter = TimeSpan.FromSeconds(1),
    };
}
