using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace WorkerGrains.Grains.Controllers;

/// <summary>How requests are seen through.</summary>
public sealed class ControllerOptions
{
    /// <summary>How many replicas a request may be sent to before it fails. More forgive more failures in a row; each failed attempt takes time from the deadline.</summary>
    [Range(1, 10)]
    public int MaxAttempts { get; set; } = 3;

    /// <summary>The longest deadline a caller may ask for; longer ones are cut to it. Work that takes longer belongs into a job.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan MaxDeadline { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a replica that just failed is left alone. Longer spares callers a dead replica; shorter uses one sooner that only stumbled.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan AvoidFailed { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The payload, in bytes, from which a replica on the silo where the request came in is preferred to a less busy one elsewhere. Smaller saves traffic; larger spreads load better.</summary>
    [Range(1024, int.MaxValue)]
    public int PreferLocalBytes { get; set; } = 512 * 1024;

    /// <summary>How deep capabilities may call one another. Deeper lets pipelines of pipelines go further; shallower ends sooner what calls itself in a circle.</summary>
    [Range(0, 32)]
    public int MaxCallDepth { get; set; } = 8;
}

[OptionsValidator]
internal sealed partial class ControllerOptionsValidator : IValidateOptions<ControllerOptions>;
