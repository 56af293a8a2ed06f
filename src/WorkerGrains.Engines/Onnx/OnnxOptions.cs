using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace WorkerGrains.Engines.Onnx;

/// <summary>How ONNX Runtime uses processors and GPU. Configuration section <c>Onnx</c>.</summary>
public sealed class OnnxOptions
{
    /// <summary>The threads that models share, 0 for one a processor. Fewer leave processors to other work; more than there are processors slow everything down.</summary>
    [Range(0, 1024)]
    public int Threads { get; set; }

    /// <summary>Whether idle threads keep a processor busy for a moment in case more work comes. A lone batch runs about a tenth faster; everything else on the machine pays for it.</summary>
    public bool Spin { get; set; }

    /// <summary>How long a model must have been idle before the memory of its last runs goes back to the system. Shorter leaves more to others; the first run after a pause takes a little longer.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan ReleaseMemoryAfter { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How it uses a GPU.</summary>
    [ValidateObjectMembers]
    public OnnxCudaOptions Cuda { get; } = new();
}

[OptionsValidator]
internal sealed partial class OnnxOptionsValidator : IValidateOptions<OnnxOptions>;
