namespace WorkerGrains.Contracts.Capabilities;

/// <summary>What a mail's text was made from.</summary>
public enum EmailTextSource
{
    /// <summary>The mail has no text.</summary>
    None,

    /// <summary>Parts of plain text.</summary>
    Plain,

    /// <summary>HTML, for want of plain text.</summary>
    Html,

    /// <summary>Some parts of plain text, and some of HTML.</summary>
    Mixed,
}
