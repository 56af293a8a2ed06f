namespace WorkerGrains.Engines.Onnx;

/// <summary>How the memory that a model keeps for its runs grows.</summary>
public enum OnnxArenaGrowth
{
    /// <summary>By what a run asks for.</summary>
    AsRequested = 0,

    /// <summary>To the next power of two.</summary>
    PowersOfTwo = 1,
}
