using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace WorkerGrains.Engines.Torch;

/// <summary>How libtorch uses the processors. Configuration section <c>Torch</c>.</summary>
public sealed class TorchOptions
{
    /// <summary>How many threads one run of a TorchScript model spreads over, 0 for one a processor; the key <c>threads</c> of its <c>model.json</c> overrides it. Each lane has its own, so fewer suit many lanes.</summary>
    [Range(0, 1024)]
    public int Threads { get; set; }

    /// <summary>How long a file may take to load when it is tried before it is used. Longer suits large models on slow disks; shorter gives up sooner on a file that never ends to load.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan MaxTrialTime { get; set; } = TimeSpan.FromMinutes(10);
}

[OptionsValidator]
internal sealed partial class TorchOptionsValidator : IValidateOptions<TorchOptions>;
