namespace WorkerGrains.Engines.Programs;

/// <summary>A program to run once, with what it may use.</summary>
/// <remarks>Arguments reach the program as they are; no shell reads them.</remarks>
internal sealed record ProgramCommand
{
    /// <summary>The full path of the program.</summary>
    public required string Path { get; init; }

    /// <summary>Its arguments.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>What it reads from its standard input.</summary>
    public ReadOnlyMemory<byte> Input { get; init; }

    /// <summary>How long it may take.</summary>
    public required TimeSpan MaxTime { get; init; }

    /// <summary>The most bytes it may write to its standard output.</summary>
    public required int MaxOutputBytes { get; init; }

    /// <summary>The most address space it may take, in bytes; <see langword="null"/> for programs that reserve far more than they use and limit themselves by an argument.</summary>
    public long? MaxAddressSpace { get; init; }

    /// <summary>Symbolic links to make in its working folder before it starts: the relative path, and where it leads.</summary>
    public IReadOnlyDictionary<string, string> Links { get; init; } = System.Collections.Immutable.ImmutableDictionary<string, string>.Empty;
}
