using WorkerGrains.Engines.Devices;

namespace WorkerGrains.Engines.Onnx;

/// <summary>What a model's session depends on beyond the file.</summary>
internal sealed record OnnxLoadOptions
{
    /// <summary>The threads and how they wait.</summary>
    public required OnnxOptions Runtime { get; init; }

    /// <summary>What puts the model on <see cref="Gpu"/>; <see langword="null"/> for a model that runs on the processors whatever there is.</summary>
    public OnnxAccelerator? Accelerator { get; init; }

    /// <summary>The GPU that it is to run on; <see langword="null"/> for the processors.</summary>
    public Device? Gpu { get; init; }

    /// <summary>What tells how long the model has been idle.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How many threads one batch spreads over, the caller's own included; <see langword="null"/> for the threads that models share.</summary>
    public int? Threads { get; init; }

    /// <summary>
    /// Whether inputs differ only in how many there are to a batch. Then the memory plan of a batch size serves again; where inputs
    /// differ in length too, each combination would leave a plan behind.
    /// </summary>
    public bool HasFixedShapes { get; init; }
}
