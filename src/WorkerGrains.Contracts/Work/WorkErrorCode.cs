namespace WorkerGrains.Contracts.Work;

/// <summary>Why work failed. The numbers travel between silos: add, never renumber.</summary>
/// <remarks>
/// A capability may say more precisely what went wrong (<see cref="WorkError.Reason"/>); the code stays one of these, so that
/// every surface translates every failure.
/// </remarks>
public enum WorkErrorCode
{
    /// <summary>The input is malformed or outside the limits; the same input will fail again.</summary>
    InvalidInput = 1,

    /// <summary>No silo in the cluster offers the capability.</summary>
    UnknownCapability = 2,

    /// <summary>The capability is offered, but in no version that serves the one asked for.</summary>
    UnknownVersion = 3,

    /// <summary>The input is larger than the capability accepts.</summary>
    PayloadTooLarge = 4,

    /// <summary>The capability does not take inputs of this media type.</summary>
    UnsupportedMediaType = 5,

    /// <summary>The worker's queue is full; try again later.</summary>
    Overloaded = 6,

    /// <summary>The deadline passed, or would pass before an answer could be there.</summary>
    DeadlineExceeded = 7,

    /// <summary>The capability is offered but cannot serve yet, for example because its model is not installed.</summary>
    NotReady = 8,

    /// <summary>The worker did not answer, or its silo left. It may or may not have done the work.</summary>
    Unavailable = 9,

    /// <summary>The engine failed on valid input.</summary>
    EngineFailed = 10,

    /// <summary>The caller stopped waiting.</summary>
    Canceled = 11,

    /// <summary>No silo has the model, or not in the version asked for.</summary>
    UnknownModel = 12,

    /// <summary>The session has ended, and with it what the model remembered; a new one has to start from the beginning.</summary>
    SessionLost = 13,

    /// <summary>Capabilities called one another deeper than is allowed; most often in a circle.</summary>
    CallTooDeep = 20,

    /// <summary>What is stored is not as the request says, so that the change would undo another's.</summary>
    Conflict = 21,

    /// <summary>What the request names is not stored.</summary>
    NotFound = 22,
}
