using System.Text.Json;
using WorkerGrains.Contracts.Encoding;

namespace WorkerGrains.Engines.Tagging;

/// <summary>The logistic curve that makes a confidence of <see cref="TagFeatures"/>, as <c>WorkerGrains.Training</c> fitted it.</summary>
/// <param name="Intercept">Where it begins.</param>
/// <param name="Nearest">The weight of the nearest sentence.</param>
/// <param name="Mean">The weight of all sentences.</param>
/// <param name="Length">The weight of the text's length.</param>
internal sealed record TagCalibration(double Intercept, double Nearest, double Mean, double Length)
{
    /// <summary>The curve that comes with the program.</summary>
    public static TagCalibration Shipped { get; } = JsonSerializer.Deserialize<TagCalibration>(TaggingResources.Read("calibration.json"), ContractJson.Options)!;

    /// <summary>The confidence, 0 to 1.</summary>
    public double Of(TagFeatures features) => 1 / (1 + Math.Exp(-ScoreOf(features)));

    /// <summary>The logarithm of the odds.</summary>
    public double ScoreOf(TagFeatures features) => Intercept + (Nearest * features.Nearest) + (Mean * features.Mean) + (Length * features.Length);
}
