using WorkerGrains.Engines.Images;

namespace WorkerGrains.Tests.Engines.Images;

public sealed class PixelNormalizerTests
{
    private static readonly float[] s_mean = [123.7f, 116, 104.3f];
    private static readonly float[] s_std = [58.4f, 57.1f, 128];

    [Theory]
    [InlineData(PixelLayout.Nchw)]
    [InlineData(PixelLayout.Nhwc)]
    internal void Normalize_EveryValue_SubtractsMeanAndDividesByStd(PixelLayout layout)
    {
        // 259 to a plane: no multiple of any vector's length.
        var pixels = Enumerable.Range(0, 3 * 259).Select(static i => (byte)(i * 7)).ToArray();
        var numbers = new float[pixels.Length];

        new PixelNormalizer(TestImages.Settings(259, 1, layout: layout) with { Mean = s_mean, Std = s_std }).Normalize(pixels, numbers);

        for (var i = 0; i < pixels.Length; i++)
        {
            var channel = layout == PixelLayout.Nchw ? i / 259 : i % 3;
            Assert.Equal((pixels[i] - s_mean[channel]) / s_std[channel], numbers[i], tolerance: 1e-5f);
        }
    }

    [Fact]
    public void Normalize_PowerOfTwo_IsExact()
    {
        var pixels = Enumerable.Range(0, 3 * 256).Select(static i => (byte)i).ToArray();
        var numbers = new float[pixels.Length];

        new PixelNormalizer(TestImages.Settings(256, 1) with { Layout = PixelLayout.Nchw, Mean = [128, 128, 128], Std = [128, 128, 128] }).Normalize(pixels, numbers);

        Assert.Equal(pixels.Select(static pixel => (pixel - 128) / 128f), numbers);
    }
}
