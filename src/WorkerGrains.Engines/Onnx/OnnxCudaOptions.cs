using System.ComponentModel.DataAnnotations;

namespace WorkerGrains.Engines.Onnx;

/// <summary>How ONNX Runtime uses a GPU. Configuration section <c>Onnx:Cuda</c>; without effect in a build for processors.</summary>
public sealed class OnnxCudaOptions
{
    /// <summary>The most memory of the GPU that one model takes for its runs, in bytes, or 0 for as much as there is. A limit leaves room to other models and programs; a batch that needs more fails.</summary>
    [Range(0, long.MaxValue)]
    public long MemoryLimitBytes { get; set; }

    /// <summary>How a model's memory grows. As requested, it is no larger than the largest batch needed; in powers of two, it is asked for less often and up to twice as large.</summary>
    [EnumDataType(typeof(OnnxArenaGrowth))]
    public OnnxArenaGrowth ArenaGrowth { get; set; } = OnnxArenaGrowth.AsRequested;
}
