namespace WorkerGrains.Grains.Storage;

/// <summary>Why stored state could not be read or written.</summary>
internal enum StateFailure
{
    /// <summary>Too much waits to be written; try again later.</summary>
    Overloaded,

    /// <summary>The record is larger than the store takes.</summary>
    TooLarge,

    /// <summary>The disk, or the room that options give the store, is full.</summary>
    Full,

    /// <summary>Another program keeps the store from being written.</summary>
    Locked,

    /// <summary>The store may be read only.</summary>
    ReadOnly,

    /// <summary>What is stored cannot be read any more.</summary>
    Damaged,

    /// <summary>The store cannot be reached, or this silo is stopping.</summary>
    Unavailable,
}
