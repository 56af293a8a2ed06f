using SkiaSharp;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Images;

namespace WorkerGrains.Tests.Engines.Images;

public sealed class ImageDecoderTests
{
    private static readonly ImageSettings s_settings = TestImages.Settings(224, 224, cropFraction: 0.875f);

    // Null where the file decodes: other programs made too much of a small mistake in it, or it is odd and not bad.
    private static readonly Dictionary<string, string?> s_reasons = new()
    {
        ["bad-images/LICENSE.Pillow"] = ImageErrors.Undecodable,
        ["bad-images/apng_chunk_no_fdat.png"] = null,
        ["bad-images/bmp_b_badbitcount.bmp"] = ImageErrors.Undecodable,
        ["bad-images/bmp_b_badfilesize.bmp"] = null,
        ["bad-images/bmp_b_badpalettesize.bmp"] = ImageErrors.Undecodable,
        ["bad-images/bmp_b_badplanes.bmp"] = null,
        ["bad-images/bmp_b_badrle.bmp"] = null,
        ["bad-images/bmp_b_badwidth.bmp"] = ImageErrors.Undecodable,
        ["bad-images/bmp_b_pal8badindex.bmp"] = null,
        ["bad-images/bmp_b_rletopdown.bmp"] = null,
        ["bad-images/broken.png"] = ImageErrors.Truncated,
        ["bad-images/crash-2020-10-test.tif"] = ImageErrors.UnsupportedFormat,
        ["bad-images/crash-4fb027452e6988530aa5dabee76eecacb3b79f8a.j2k"] = ImageErrors.UnsupportedFormat,
        ["bad-images/decompression_bomb.gif"] = ImageErrors.TooLarge,
        ["bad-images/empty.jpg"] = ImageErrors.Undecodable,
        ["bad-images/empty_gps_ifd.jpg"] = null,
        ["bad-images/hopper_unexpected.ico"] = ImageErrors.UnsupportedFormat,
        ["bad-images/html.jpg"] = ImageErrors.Undecodable,
        ["bad-images/icc-after-SOF.jpg"] = null,
        ["bad-images/invalid-exif-without-x-resolution.jpg"] = null,
        ["bad-images/junk_jpeg_header.jpg"] = null,
        ["bad-images/libtiff_segfault.tif"] = ImageErrors.UnsupportedFormat,
        ["bad-images/negative_size.ppm"] = ImageErrors.Undecodable,
        ["bad-images/no_palette.gif"] = null,
        ["bad-images/op_index.qoi"] = ImageErrors.UnsupportedFormat,
        ["bad-images/photoshop-200dpi-broken.jpg"] = null,
        ["bad-images/random_bytes.png"] = ImageErrors.Undecodable,
        ["bad-images/seek_too_large.tif"] = ImageErrors.UnsupportedFormat,
        ["odd-images/16_bit_binary.pgm"] = ImageErrors.UnsupportedFormat,
        ["odd-images/LICENSE.Pillow"] = ImageErrors.Undecodable,
        ["odd-images/apng_dispose_op_previous.png"] = null,
        ["odd-images/avif_hopper.avif"] = ImageErrors.UnsupportedFormat,
        ["odd-images/blend_transparency.png"] = null,
        ["odd-images/bmp_g_pal1.bmp"] = null,
        ["odd-images/bmp_g_rgb16.bmp"] = null,
        ["odd-images/bmp_q_rgba32abf.bmp"] = null,
        ["odd-images/exif_gps.jpg"] = null,
        ["odd-images/hopper.gif"] = null,
        ["odd-images/hopper.jpg"] = null,
        ["odd-images/hopper.png"] = null,
        ["odd-images/hopper.tif"] = ImageErrors.UnsupportedFormat,
        ["odd-images/hopper.webp"] = null,
        ["odd-images/hopper_1bit.pbm"] = ImageErrors.UnsupportedFormat,
        ["odd-images/hopper_gray.jpg"] = null,
        ["odd-images/hopper_orientation_2.jpg"] = null,
        ["odd-images/hopper_orientation_3.jpg"] = null,
        ["odd-images/hopper_orientation_6.jpg"] = null,
        ["odd-images/hopper_orientation_7.jpg"] = null,
        ["odd-images/iss634.webp"] = null,
        ["odd-images/pil_sample_cmyk.jpg"] = null,
        ["odd-images/rgba.psd"] = ImageErrors.UnsupportedFormat,
        ["odd-images/tRNS_null_1x1.png"] = null,
    };

    public static TheoryData<string> SharedImages => [.. s_reasons.Keys];

    [Theory]
    [MemberData(nameof(SharedImages))]
    public void TryDecode_BadOrOddFile_DecodesOrSaysWhyNot(string file)
    {
        var (reason, error) = Decode(File.ReadAllBytes(SharedFiles.PathOrSkip(["data", .. file.Split('/')])));

        Assert.Equal(s_reasons[file], reason);
        Assert.True(error is null || error.Code == WorkErrorCode.InvalidInput);
    }

    [Theory]
    [InlineData("bad-images")]
    [InlineData("odd-images")]
    public void TryDecode_BadOrOddFiles_AreAllListed(string folder)
    {
        var files = Directory.GetFiles(SharedFiles.PathOrSkip("data", folder)).Select(file => $"{folder}/{Path.GetFileName(file)}");

        Assert.Empty(files.Except(s_reasons.Keys));
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    [InlineData(SKEncodedImageFormat.Bmp)]
    public void TryDecode_HeaderThatClaimsToBeHuge_IsRefusedWithoutTheMemory(SKEncodedImageFormat format)
    {
        var file = format switch
        {
            SKEncodedImageFormat.Png => TestImages.PngHeader(65_535, 65_535),
            // More is no JPEG to the decoder.
            SKEncodedImageFormat.Jpeg => TestImages.WithSize(TestImages.EncodeNoise(SKEncodedImageFormat.Jpeg), 65_500, 65_500),
            _ => HugeBmp(),
        };

        Assert.Equal(ImageErrors.TooLarge, Decode(file).Reason);
    }

    [Fact]
    public void TryDecode_AsManyPixelsAsAllowed_Decodes()
    {
        var file = TestImages.EncodeBmp(100, 50, SKColors.Red);

        Assert.Null(Decode(file, maxPixels: 5000).Reason);
        var (reason, error) = Decode(file, maxPixels: 4999);
        Assert.Equal(ImageErrors.TooLarge, reason);
        Assert.Equal("The image has more than 4999 pixels, the most that are taken. Scale it down.", error!.Message);
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    [InlineData(SKEncodedImageFormat.Webp)]
    [InlineData(SKEncodedImageFormat.Bmp)]
    [InlineData(SKEncodedImageFormat.Gif)]
    public void TryDecode_CutShortAnywhere_SaysSo(SKEncodedImageFormat format)
    {
        var file = format switch
        {
            SKEncodedImageFormat.Bmp => TestImages.EncodeBmp(64, 48, SKColors.Red),
            SKEncodedImageFormat.Gif => File.ReadAllBytes(SharedFiles.PathOrSkip("data", "odd-images", "hopper.gif")),
            _ => TestImages.EncodeNoise(format),
        };
        Assert.Null(Decode(file).Reason);

        // Beyond the signature and before the last bytes, which may hold no more than an end mark.
        for (var length = 16; length < file.Length - 32; length += 61)
        {
            Assert.Equal((length, ImageErrors.Truncated), (length, Decode(file[..length]).Reason));
        }
    }

    [Fact]
    public void TryDecode_RandomDamage_NeverThrows()
    {
        var random = new Random(7);
        var seeds = (byte[][])
        [
            TestImages.EncodeNoise(SKEncodedImageFormat.Png), TestImages.EncodeNoise(SKEncodedImageFormat.Jpeg),
            TestImages.EncodeNoise(SKEncodedImageFormat.Webp), TestImages.EncodeBmp(64, 48, SKColors.Red),
        ];
        for (var i = 0; i < 500; i++)
        {
            var file = (byte[])seeds[i % seeds.Length].Clone();
            for (var damage = random.Next(1, 16); damage > 0; damage--)
            {
                file[random.Next(file.Length)] = (byte)random.Next(256);
            }

            var (reason, error) = Decode(file);
            Assert.Equal(reason is null, error is null);
        }
    }

    [Fact]
    public void TryDecode_MuchLargerThanNeeded_DecodesSmaller()
    {
        var file = TestImages.Encode(TestImages.Draw(2000, 1000, static (_, _) => SKColors.Green), SKEncodedImageFormat.Jpeg);

        Assert.True(TestImages.Decoder().TryDecode(file, s_settings, out var image, out _));
        using (image)
        {
            // 256 are needed of the height; an eighth of it would be too few, so it is two.
            Assert.Equal((750, 375), (image.Width, image.Height));
        }
    }

    private static byte[] HugeBmp()
    {
        var file = TestImages.EncodeBmp(4, 4, SKColors.Red);
        (file[18], file[19], file[22], file[23]) = (0xFF, 0xFF, 0xFF, 0xFF);
        return file;
    }

    private static (string? Reason, WorkError? Error) Decode(byte[] file, int maxPixels = 50_000_000)
    {
        if (!TestImages.Decoder(maxPixels).TryDecode(file, s_settings, out var image, out var error))
        {
            return (error.Reason, error);
        }

        using (image)
        {
            ImageRenderer.Render(image, s_settings).Dispose();
        }

        return (null, null);
    }
}
