namespace WorkerGrains.Grains.Storage;

/// <summary>State could not be read or written. What was to be written is not stored.</summary>
/// <param name="failure">Why.</param>
/// <param name="message">A sentence for operators that says what to do.</param>
/// <param name="inner">What the store said.</param>
internal sealed class StateException(StateFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    public StateFailure Failure => failure;
}
