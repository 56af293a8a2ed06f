using SkiaSharp;
using WorkerGrains.Engines.Images;

namespace WorkerGrains.Tests.Engines.Images;

public sealed class ImageRendererTests
{
    public static TheoryData<SKEncodedOrigin> Origins => [.. Enum.GetValues<SKEncodedOrigin>().Distinct()];

    [Theory]
    [MemberData(nameof(Origins))]
    public void Render_AnyOrientation_TurnsUpright(SKEncodedOrigin origin)
    {
        var settings = TestImages.Settings(48, 32);
        var upright = TestImages.Render(Store(96, 64, SKEncodedOrigin.TopLeft), settings);

        var turned = TestImages.Render(Store(96, 64, origin), settings);

        Assert.True(TestImages.Difference(upright, turned) < 1);
        Assert.Equal([Corner(255, 0, 0), Corner(0, 255, 0), Corner(0, 0, 255), Corner(255, 255, 0)], Corners(turned, 48, 32));
    }

    [Theory]
    [MemberData(nameof(Origins))]
    public void Render_AnyOrientationScaledWhileDecoding_TurnsUpright(SKEncodedOrigin origin)
    {
        var turned = TestImages.Render(Store(960, 640, origin), TestImages.Settings(48, 32));

        Assert.Equal([Corner(255, 0, 0), Corner(0, 255, 0), Corner(0, 0, 255), Corner(255, 255, 0)], Corners(turned, 48, 32));
    }

    [Theory]
    [InlineData("hopper_orientation_2.jpg")]
    [InlineData("hopper_orientation_3.jpg")]
    [InlineData("hopper_orientation_6.jpg")]
    [InlineData("hopper_orientation_7.jpg")]
    [InlineData("hopper.jpg")]
    [InlineData("hopper.webp")]
    [InlineData("hopper.gif")]
    public void Render_SamePortraitInAnotherForm_LooksTheSame(string file)
    {
        var settings = TestImages.Settings(96, 96);
        var portrait = TestImages.Render(File.ReadAllBytes(SharedFiles.PathOrSkip("data", "odd-images", "hopper.png")), settings);

        var rendered = TestImages.Render(File.ReadAllBytes(SharedFiles.PathOrSkip("data", "odd-images", file)), settings);

        // The formats lose about 6; a portrait turned the wrong way is off by 50 and more.
        Assert.InRange(TestImages.Difference(portrait, rendered), 0, 12);
    }

    [Fact]
    public void Render_Letterbox_PutsAllOfItAtTheTopLeftAndPadsTheRest()
    {
        var settings = TestImages.Settings(32, 32) with { Fit = ImageFit.Letterbox, Padding = 114 };
        var file = TestImages.Encode(TestImages.Draw(64, 32, static (x, _) => x < 32 ? SKColors.Red : SKColors.Blue), SKEncodedImageFormat.Png);

        var rendered = TestImages.Render(file, settings).Chunk(3).Chunk(32).ToList();

        Assert.All(rendered[..16], static line => Assert.Equal([[255, 0, 0], [0, 0, 255]], new[] { line[0], line[31] }));
        Assert.All(rendered[16..].SelectMany(static line => line), static pixel => Assert.Equal([114, 114, 114], pixel));
    }

    [Fact]
    public void Render_LetterboxOfTransparency_LaysItOnWhite()
    {
        var settings = TestImages.Settings(8, 8) with { Fit = ImageFit.Letterbox };
        var file = TestImages.Encode(TestImages.Draw(8, 4, static (_, _) => SKColors.Transparent), SKEncodedImageFormat.Png);

        var rendered = TestImages.Render(file, settings).Chunk(3).ToList();

        Assert.All(rendered[..32], static pixel => Assert.Equal([255, 255, 255], pixel));
        Assert.All(rendered[32..], static pixel => Assert.Equal([114, 114, 114], pixel));
    }

    [Fact]
    public void Render_Grey_HasThreeEqualChannels()
    {
        var rendered = TestImages.Render(File.ReadAllBytes(SharedFiles.PathOrSkip("data", "odd-images", "hopper_gray.jpg")), TestImages.Settings(32, 32));

        Assert.All(rendered.Chunk(3), static pixel => Assert.True(pixel[0] == pixel[1] && pixel[1] == pixel[2]));
        Assert.True(rendered.Distinct().Count() > 50);
    }

    [Fact]
    public void Render_Cmyk_IsNotInverted()
    {
        // The word RED in red on black, with a red bar in the top left corner.
        var rendered = TestImages.Render(File.ReadAllBytes(SharedFiles.PathOrSkip("data", "odd-images", "pil_sample_cmyk.jpg")), TestImages.Settings(100, 100));

        AssertClose(Corner(255, 0, 30), Corners(rendered, 100, 100)[0], 40);
        AssertClose(Corner(0, 0, 0), Corners(rendered, 100, 100)[3], 40);
    }

    [Fact]
    public void Render_SixteenBits_KeepsTheColour()
    {
        var file = TestImages.Encode(TestImages.Draw(8, 8, static (_, _) => new SKColor(200, 100, 50), SKColorType.Rgba16161616), SKEncodedImageFormat.Png);
        Assert.Equal(16, file[24]);

        AssertClose([200, 100, 50], TestImages.Render(file, TestImages.Settings(4, 4))[..3], 1);
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Webp)]
    public void Render_Transparency_IsLaidOnWhite(SKEncodedImageFormat format)
    {
        var file = TestImages.Encode(TestImages.Draw(64, 32, static (x, _) => x < 32 ? new SKColor(255, 0, 0, 128) : SKColors.Transparent), format);

        var corners = Corners(TestImages.Render(file, TestImages.Settings(64, 32)), 64, 32);

        AssertClose([255, 127, 127], corners[0], 3);
        AssertClose([255, 255, 255], corners[1], 3);
    }

    [Theory]
    [InlineData(300, 100)]
    [InlineData(100, 300)]
    public void Render_OtherProportions_KeepsTheCentre(int width, int height)
    {
        var file = TestImages.Encode(
            TestImages.Draw(width, height, (x, y) => Math.Abs(x - (width / 2)) <= 50 && Math.Abs(y - (height / 2)) <= 50 ? SKColors.Lime : SKColors.Red),
            SKEncodedImageFormat.Png);

        var rendered = TestImages.Render(file, TestImages.Settings(50, 50));

        Assert.All(rendered.Chunk(3), static pixel => Assert.Equal([0, 255, 0], pixel));
    }

    [Fact]
    public void Render_CropFraction_CutsTheBorderOff()
    {
        var file = TestImages.Encode(
            TestImages.Draw(100, 100, static (x, y) => x is < 9 or > 90 || y is < 9 or > 90 ? SKColors.Red : SKColors.Lime), SKEncodedImageFormat.Png);

        Assert.Contains(TestImages.Render(file, TestImages.Settings(50, 50)).Chunk(3), static pixel => pixel[0] > 200);
        Assert.All(TestImages.Render(file, TestImages.Settings(50, 50, cropFraction: 0.8f)).Chunk(3), static pixel => Assert.Equal([0, 255, 0], pixel));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 1000)]
    [InlineData(3, 2)]
    public void Render_TinyOrThin_FillsTheInput(int width, int height)
    {
        var file = TestImages.Encode(TestImages.Draw(width, height, static (_, _) => SKColors.Blue), SKEncodedImageFormat.Png);

        Assert.All(TestImages.Render(file, TestImages.Settings(33, 17, cropFraction: 0.875f)).Chunk(3), static pixel => Assert.Equal([0, 0, 255], pixel));
    }

    [Theory]
    [InlineData(ChannelOrder.Rgb, PixelLayout.Nhwc, new byte[] { 10, 20, 30, 10, 20, 30 })]
    [InlineData(ChannelOrder.Bgr, PixelLayout.Nhwc, new byte[] { 30, 20, 10, 30, 20, 10 })]
    [InlineData(ChannelOrder.Rgb, PixelLayout.Nchw, new byte[] { 10, 10, 20, 20, 30, 30 })]
    [InlineData(ChannelOrder.Bgr, PixelLayout.Nchw, new byte[] { 30, 30, 20, 20, 10, 10 })]
    internal void Render_ChannelsAndLayout_AreTheModels(ChannelOrder channels, PixelLayout layout, byte[] expected)
    {
        var file = TestImages.EncodeBmp(2, 1, new SKColor(10, 20, 30));

        Assert.Equal(expected, TestImages.Render(file, TestImages.Settings(2, 1, layout: layout, channels: channels)));
    }

    [Fact]
    public void Render_Planes_HoldWhatThePixelsHold()
    {
        // Longer than a vector and no multiple of one.
        var file = TestImages.EncodeNoise(SKEncodedImageFormat.Png);
        var pixels = TestImages.Render(file, TestImages.Settings(61, 47));

        var planes = TestImages.Render(file, TestImages.Settings(61, 47, layout: PixelLayout.Nchw));

        Assert.Equal(Enumerable.Range(0, 3).SelectMany(channel => pixels.Chunk(3).Select(pixel => pixel[channel])), planes);
    }

    /// <summary>An image with a colour to each quarter, stored the way the orientation says.</summary>
    private static byte[] Store(int width, int height, SKEncodedOrigin origin)
    {
        var isOnItsSide = origin >= SKEncodedOrigin.LeftTop;
        var stored = TestImages.Draw(isOnItsSide ? height : width, isOnItsSide ? width : height, (column, row) =>
        {
            // EXIF names the sides of the upright image on which row 0 and column 0 of the stored one lie.
            var (x, y) = origin switch
            {
                SKEncodedOrigin.TopLeft => (column, row),
                SKEncodedOrigin.TopRight => (width - 1 - column, row),
                SKEncodedOrigin.BottomRight => (width - 1 - column, height - 1 - row),
                SKEncodedOrigin.BottomLeft => (column, height - 1 - row),
                SKEncodedOrigin.LeftTop => (row, column),
                SKEncodedOrigin.RightTop => (width - 1 - row, column),
                SKEncodedOrigin.RightBottom => (width - 1 - row, height - 1 - column),
                SKEncodedOrigin.LeftBottom => (row, height - 1 - column),
                _ => throw new ArgumentOutOfRangeException(nameof(origin)),
            };
            return (x < width / 2, y < height / 2) switch
            {
                (true, true) => SKColors.Red,
                (false, true) => SKColors.Lime,
                (true, false) => SKColors.Blue,
                (false, false) => SKColors.Yellow,
            };
        });
        return TestImages.WithOrientation(TestImages.Encode(stored, SKEncodedImageFormat.Jpeg), origin);
    }

    /// <summary>Top left, top right, bottom left, bottom right, each rounded so that what JPEG changes does not show.</summary>
    private static byte[][] Corners(byte[] pixels, int width, int height)
    {
        byte[] At(int x, int y) => [.. pixels.AsSpan(3 * ((y * width) + x), 3).ToArray().Select(static value => value < 6 ? (byte)0 : value > 249 ? (byte)255 : value)];
        return [At(2, 2), At(width - 3, 2), At(2, height - 3), At(width - 3, height - 3)];
    }

    private static byte[] Corner(byte red, byte green, byte blue) => [red, green, blue];

    private static void AssertClose(byte[] expected, byte[] actual, int tolerance) =>
        Assert.All(expected.Zip(actual), pair => Assert.InRange(pair.Second, pair.First - tolerance, pair.First + tolerance));
}
