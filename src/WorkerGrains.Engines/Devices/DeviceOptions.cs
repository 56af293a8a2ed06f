using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace WorkerGrains.Engines.Devices;

/// <summary>What a silo says it computes on. Configuration section <c>Devices</c>.</summary>
public sealed class DeviceOptions
{
    /// <summary>
    /// GPUs that the silo pretends to have, for tests and demonstrations of how work is placed. They are marked as simulated wherever they
    /// are shown, and models never run on them.
    /// </summary>
    [MaxLength(64), ValidateEnumeratedItems]
    public IList<SimulatedDeviceOptions> Simulated { get; } = [];

    /// <summary>How old figures of a device (memory in use, utilisation, temperature) may be before it is asked again. Shorter shows more, and asking takes a GPU about a millisecond.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan FiguresPeriod { get; set; } = TimeSpan.FromSeconds(1);
}

[OptionsValidator]
internal sealed partial class DeviceOptionsValidator : IValidateOptions<DeviceOptions>;
