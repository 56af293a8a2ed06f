namespace WorkerGrains.Contracts.Capabilities;

/// <summary>What becomes of numbers that are not finite.</summary>
public enum NonFiniteNumbers
{
    /// <summary>The request fails: they are nearly always a sign that the input was not one for the model.</summary>
    Refuse = 0,

    /// <summary>They are given as they are.</summary>
    Allow = 1,
}
