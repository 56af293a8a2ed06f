namespace WorkerGrains.Engines.Texts;

/// <summary>How the vectors of a text's tokens become one.</summary>
internal enum Pooling
{
    /// <summary>The mean of all tokens.</summary>
    Mean,

    /// <summary>That of the first token.</summary>
    Cls,

    /// <summary>The model does it itself: its output is one vector for each text.</summary>
    None,
}
