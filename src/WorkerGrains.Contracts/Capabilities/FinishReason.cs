namespace WorkerGrains.Contracts.Capabilities;

/// <summary>Why a generated text ends where it does.</summary>
public enum FinishReason
{
    /// <summary>The model ended it, or a stop text came.</summary>
    Stop,

    /// <summary>It has as many tokens as were asked for, or as the model can look at.</summary>
    Length,
}
