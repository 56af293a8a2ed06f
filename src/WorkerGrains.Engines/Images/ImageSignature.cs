using System.Buffers.Binary;

namespace WorkerGrains.Engines.Images;

/// <summary>Looks at an image file without decoding it.</summary>
/// <remarks>Only what is of a format that is read reaches a decoder, so the decoders of all other formats are out of an attacker's reach.</remarks>
internal static class ImageSignature
{
    private static ReadOnlySpan<byte> Png => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The format of a file.</summary>
    public static ImageFormat Of(ReadOnlySpan<byte> file) => file switch
    {
        [0xFF, 0xD8, 0xFF, ..] => ImageFormat.Jpeg,
        _ when file.StartsWith(Png) => ImageFormat.Png,
        _ when file.StartsWith("RIFF"u8) && file.Length >= 12 && file[8..].StartsWith("WEBP"u8) => ImageFormat.WebP,
        _ when file.StartsWith("GIF87a"u8) || file.StartsWith("GIF89a"u8) => ImageFormat.Gif,
        _ when file.StartsWith("BM"u8) => ImageFormat.Bmp,
        _ when IsOther(file) => ImageFormat.Other,
        _ => ImageFormat.None,
    };

    /// <summary>Whether a file that does not decode ends too early: the decoders report a cut inside a header as damage.</summary>
    public static bool IsCutShort(ReadOnlySpan<byte> file, ImageFormat format) => format switch
    {
        // The size in a RIFF header leaves out the header's own eight bytes.
        ImageFormat.WebP => BinaryPrimitives.ReadUInt32LittleEndian(file[4..]) > file.Length - 8,
        ImageFormat.Jpeg => HasNoScan(file),
        _ => false,
    };

    // ISO/IEC 10918-1, B.1.1.4: segments are a marker and a length, until the scan begins.
    private static bool HasNoScan(ReadOnlySpan<byte> jpeg)
    {
        const byte StartOfScan = 0xDA;

        var at = 2;
        while (at + 4 <= jpeg.Length && jpeg[at] == 0xFF)
        {
            if (jpeg[at + 1] == StartOfScan)
            {
                return false;
            }

            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(jpeg[(at + 2)..]);
        }

        return at + 4 > jpeg.Length;
    }

    // TIFF, icons, Photoshop, JPEG 2000, JPEG XL, AVIF and HEIF, the PNM family, QOI.
    private static bool IsOther(ReadOnlySpan<byte> file) => file switch
    {
        [(byte)'I', (byte)'I', 42 or 43, 0, ..] or [(byte)'M', (byte)'M', 0, 42 or 43, ..] => true,
        [0, 0, 1 or 2, 0, ..] => true,
        [0xFF, 0x4F, 0xFF, 0x51, ..] or [0xFF, 0x0A, ..] => true,
        [(byte)'P', >= (byte)'1' and <= (byte)'7', (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t', ..] => true,
        _ => file.StartsWith("8BPS"u8)
            || file.StartsWith("qoif"u8)
            || (file.Length >= 8 && (file[4..8].SequenceEqual("ftyp"u8) || file[4..8].SequenceEqual("jP  "u8) || file[4..8].SequenceEqual("JXL "u8))),
    };
}
