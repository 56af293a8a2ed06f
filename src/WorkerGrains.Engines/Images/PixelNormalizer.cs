using System.Numerics;

namespace WorkerGrains.Engines.Images;

/// <summary>Turns pixels into the numbers that a model was trained on: (pixel - mean) / std.</summary>
internal sealed class PixelNormalizer
{
    private readonly PixelLayout _layout;
    private readonly float[] _scale;
    private readonly float[] _offset;

    public PixelNormalizer(ImageSettings settings)
        : this(settings.Layout, settings.Mean, settings.Std)
    {
    }

    public PixelNormalizer(PixelLayout layout, IReadOnlyList<float> mean, IReadOnlyList<float> std)
    {
        _layout = layout;
        _scale = [.. std.Select(static std => 1 / std)];
        _offset = [.. mean.Zip(std, static (mean, std) => -mean / std)];
    }

    /// <summary>Writes the numbers of one image.</summary>
    public void Normalize(ReadOnlySpan<byte> pixels, Span<float> numbers)
    {
        if (_layout == PixelLayout.Nhwc)
        {
            for (var i = 0; i < pixels.Length; i++)
            {
                numbers[i] = (pixels[i] * _scale[i % 3]) + _offset[i % 3];
            }

            return;
        }

        var plane = pixels.Length / 3;
        for (var channel = 0; channel < 3; channel++)
        {
            Normalize(pixels.Slice(channel * plane, plane), numbers.Slice(channel * plane, plane), _scale[channel], _offset[channel]);
        }
    }

    private static void Normalize(ReadOnlySpan<byte> pixels, Span<float> numbers, float scale, float offset)
    {
        var i = 0;
        for (; i <= pixels.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            Vector.Widen(new Vector<byte>(pixels[i..]), out var low, out var high);
            Write(low, numbers[i..], scale, offset);
            Write(high, numbers[(i + Vector<ushort>.Count)..], scale, offset);
        }

        for (; i < pixels.Length; i++)
        {
            numbers[i] = (pixels[i] * scale) + offset;
        }
    }

    private static void Write(Vector<ushort> pixels, Span<float> numbers, float scale, float offset)
    {
        Vector.Widen(pixels, out var low, out var high);
        ((Vector.ConvertToSingle(low.As<uint, int>()) * scale) + new Vector<float>(offset)).CopyTo(numbers);
        ((Vector.ConvertToSingle(high.As<uint, int>()) * scale) + new Vector<float>(offset)).CopyTo(numbers[Vector<float>.Count..]);
    }
}
