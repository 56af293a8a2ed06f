using WorkerGrains.Engines.Images;

namespace WorkerGrains.Engines.Detection;

/// <summary>The cells in which a model looks for objects; each may say that one is there.</summary>
/// <remarks>Source: Megvii-BaseDetection/YOLOX, <c>yolox/utils/demo_utils.py</c>, <c>demo_postprocess</c>.</remarks>
internal sealed class DetectionGrid
{
    private readonly Cell[] _cells;

    private DetectionGrid(Cell[] cells) => _cells = cells;

    /// <summary>How many cells there are.</summary>
    public int Count => _cells.Length;

    /// <summary>The cells of an input of the given size: grid by grid, each line by line.</summary>
    public static DetectionGrid Of(ImageSettings image, DetectionSettings detection) => new(
    [
        .. from stride in detection.Strides
           from y in Enumerable.Range(0, image.Height / stride)
           from x in Enumerable.Range(0, image.Width / stride)
           select new Cell(x, y, stride),
    ]);

    /// <summary>The box that a cell's first four numbers say: centre and logarithm of the size, both in cells.</summary>
    public DetectionBox BoxOf(int cell, ReadOnlySpan<float> numbers)
    {
        var (x, y, stride) = _cells[cell];
        var (centerX, centerY) = ((numbers[0] + x) * stride, (numbers[1] + y) * stride);
        var (width, height) = (MathF.Exp(numbers[2]) * stride, MathF.Exp(numbers[3]) * stride);
        return new DetectionBox(centerX - (width / 2), centerY - (height / 2), centerX + (width / 2), centerY + (height / 2));
    }

    private readonly record struct Cell(int X, int Y, int Stride);
}
