using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace WorkerGrains.Engines.Onnx;

/// <summary>How ONNX Runtime uses the processors. Configuration section <c>Onnx</c>.</summary>
public sealed class OnnxOptions
{
    /// <summary>The threads that models share, 0 for one a processor. Fewer leave processors to other work; more than there are processors slow everything down.</summary>
    [Range(0, 1024)]
    public int Threads { get; set; }

    /// <summary>Whether idle threads keep a processor busy for a moment in case more work comes. A lone batch runs about a tenth faster; everything else on the machine pays for it.</summary>
    public bool Spin { get; set; }
}

[OptionsValidator]
internal sealed partial class OnnxOptionsValidator : IValidateOptions<OnnxOptions>;
