namespace WorkerGrains.Tables.Protocol;

/// <summary>What the values of a column become.</summary>
internal enum ValueKind
{
    /// <summary>64-bit floating point.</summary>
    Number,

    /// <summary>UTF-8.</summary>
    Text,

    /// <summary>True or false.</summary>
    Boolean,
}
