using WorkerGrains.Engines.Devices;

namespace WorkerGrains.Engines.Torch;

/// <summary>What a TorchScript module in memory depends on beyond the file.</summary>
internal sealed record TorchLoadOptions
{
    /// <summary>What tries a file before it is loaded here; <see langword="null"/> for a file that is known to be good.</summary>
    public TorchTrial? Trial { get; init; }

    /// <summary>The method that is run.</summary>
    public string Method { get; init; } = "forward";

    /// <summary>How many threads one run spreads over.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>The GPU that it runs on; <see langword="null"/> for the processors.</summary>
    public Device? Gpu { get; init; }
}
