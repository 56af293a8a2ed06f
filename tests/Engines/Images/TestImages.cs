using System.Buffers.Binary;
using Microsoft.Extensions.Options;
using SkiaSharp;
using WorkerGrains.Engines.Images;

namespace WorkerGrains.Tests.Engines.Images;

/// <summary>Makes images, and the files that tools make only by mistake.</summary>
internal static class TestImages
{
    public static SKBitmap Draw(int width, int height, Func<int, int, SKColor> color, SKColorType type = SKColorType.Rgba8888)
    {
        using var drawn = new SKBitmap(width, height, SKColorType.Bgra8888, SKAlphaType.Unpremul);
        drawn.Pixels = [.. Enumerable.Range(0, width * height).Select(at => color(at % width, at / width))];
        return drawn.Copy(type);
    }

    public static byte[] Encode(SKBitmap image, SKEncodedImageFormat format, int quality = 100)
    {
        using (image)
        using (var data = image.Encode(format, quality))
        {
            return data.ToArray();
        }
    }

    /// <summary>Noise, which no format packs well, so that every part of the file matters.</summary>
    public static byte[] EncodeNoise(SKEncodedImageFormat format)
    {
        var random = new Random(1);
        return Encode(Draw(64, 48, (_, _) => new SKColor((uint)random.Next() | 0xFF000000)), format, quality: 90);
    }

    /// <summary>The upper part of an image.</summary>
    public static byte[] Top(byte[] file, int height)
    {
        using var image = SKBitmap.Decode(file);
        var top = new SKBitmap();
        Assert.True(image.ExtractSubset(top, SKRectI.Create(image.Width, height)));
        return Encode(top, SKEncodedImageFormat.Png);
    }

    public static byte[] EncodeBmp(int width, int height, SKColor color)
    {
        var stride = (3 * width + 3) / 4 * 4;
        var file = new byte[54 + (stride * height)];
        "BM"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2), file.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10), 54);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(14), 40);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), width);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), height);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(26), 1);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(28), 24);
        for (var at = 54; at + 3 <= file.Length; at += 3)
        {
            (file[at], file[at + 1], file[at + 2]) = (color.Blue, color.Green, color.Red);
        }

        return file;
    }

    /// <summary>A PNG that says it is of a size and holds no pixels.</summary>
    public static byte[] PngHeader(int width, int height)
    {
        var file = new byte[8 + 25 + 12];
        ((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]).CopyTo(file);
        var header = file.AsSpan(8);
        BinaryPrimitives.WriteInt32BigEndian(header, 13);
        "IHDR"u8.CopyTo(header[4..]);
        BinaryPrimitives.WriteInt32BigEndian(header[8..], width);
        BinaryPrimitives.WriteInt32BigEndian(header[12..], height);
        (header[16], header[17]) = (8, 6);
        BinaryPrimitives.WriteUInt32BigEndian(header[21..], Crc32(header[4..21]));
        var data = header[25..];
        "IDAT"u8.CopyTo(data[4..]);
        BinaryPrimitives.WriteUInt32BigEndian(data[8..], Crc32(data[4..8]));
        return file;
    }

    /// <summary>Sets the size that a JPEG says it has.</summary>
    public static byte[] WithSize(byte[] jpeg, ushort width, ushort height)
    {
        var startOfFrame = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(startOfFrame + 5), height);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(startOfFrame + 7), width);
        return jpeg;
    }

    /// <summary>Puts an EXIF block with an orientation into a JPEG.</summary>
    public static byte[] WithOrientation(byte[] jpeg, SKEncodedOrigin origin) =>
    [
        .. jpeg.AsSpan(0, 2),
        0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8,
        .. "MM"u8, 0, 42, 0, 0, 0, 8,
        0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)origin, 0, 0, 0, 0, 0, 0,
        .. jpeg.AsSpan(2),
    ];

    /// <summary>Decodes and renders, three bytes a pixel.</summary>
    public static byte[] Render(byte[] file, ImageSettings settings)
    {
        Assert.True(Decoder().TryDecode(file, settings, out var image, out var error), error?.Message);
        using (image)
        {
            using var pixels = ImageRenderer.Render(image, settings);
            return pixels.Bytes.ToArray();
        }
    }

    public static ImageDecoder Decoder(int maxPixels = 50_000_000) => new(Options.Create(new ImageOptions { MaxPixels = maxPixels }));

    public static ImageSettings Settings(int width, int height, float cropFraction = 1, PixelLayout layout = PixelLayout.Nhwc, ChannelOrder channels = ChannelOrder.Rgb) =>
        new() { Width = width, Height = height, CropFraction = cropFraction, Layout = layout, Channels = channels };

    /// <summary>The mean difference of two renderings, in steps of 256.</summary>
    public static double Difference(byte[] one, byte[] other) => one.Zip(other, static (a, b) => Math.Abs(a - b)).Average();

    // ISO 3309, as PNG has it.
    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
            }
        }

        return ~crc;
    }
}
