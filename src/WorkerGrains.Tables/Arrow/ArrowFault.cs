namespace WorkerGrains.Tables.Arrow;

/// <summary>What is wrong with Arrow data.</summary>
internal enum ArrowFault
{
    None,

    /// <summary>It is damaged, or no Arrow at all.</summary>
    Unsound,

    /// <summary>It takes more memory than it may, most often once it is decompressed.</summary>
    TooLarge,

    /// <summary>A column is of a type that is not read.</summary>
    UnsupportedType,
}
