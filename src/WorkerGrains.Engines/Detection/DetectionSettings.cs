using System.ComponentModel.DataAnnotations;

namespace WorkerGrains.Engines.Detection;

/// <summary>How a model's output says where objects are: the section <c>detection</c> of <c>model.json</c>.</summary>
internal sealed record DetectionSettings : IValidatableObject
{
    private const int LargestStride = 1024;

    // The same list each time, so that settings that say nothing are equal.
    private static readonly int[] s_yolox = [8, 16, 32];

    /// <summary>The sizes of the cells, in pixels of the input, of the grids on which the model looks for objects, in the order of its output.</summary>
    [Length(1, 16)]
    public IReadOnlyList<int> Strides { get; init; } = s_yolox;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Strides.Any(static stride => stride is < 1 or > LargestStride))
        {
            yield return new ValidationResult("A cell has a size.", [nameof(Strides)]);
        }
    }
}
