using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace WorkerGrains.Grains.Picture;

/// <summary>How silos keep each other informed.</summary>
public sealed class PictureOptions
{
    /// <summary>How often a silo sends its card to the others. Shorter spreads load better between silos that rarely call each other, and costs a message for each pair of silos.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:30")]
    public TimeSpan CardPeriod { get; set; } = TimeSpan.FromSeconds(1);
}

[OptionsValidator]
internal sealed partial class PictureOptionsValidator : IValidateOptions<PictureOptions>;
