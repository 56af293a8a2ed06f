namespace WorkerGrains.Contracts.Capabilities;

/// <summary>How sure a model must be of a file's type. A guess below that becomes <c>txt</c> or <c>unknown</c>.</summary>
public enum FileConfidence
{
    /// <summary>The score that the model asks for with this type: few wrong answers.</summary>
    High,

    /// <summary>The score that the model asks for with any type.</summary>
    Medium,

    /// <summary>No score is too low.</summary>
    BestGuess,
}
