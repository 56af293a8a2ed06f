using System.Text;

namespace WorkerGrains.Engines.Mail;

/// <summary>The charsets that the fonts of an RTF document have.</summary>
internal sealed class RtfFonts
{
    private const int MaxFonts = 4096;

    private readonly Dictionary<int, Encoding?> _fonts = [];
    private Encoding? _usual = EncodingOf(1252);

    /// <summary>The document says which charset its text has where no font has one.</summary>
    public void Use(string word, int? codePage) => _usual = EncodingOf(word switch
    {
        "mac" => 10000,
        "pc" => 437,
        "pca" => 850,
        _ => codePage ?? 1252,
    }) ?? _usual;

    public void Add(int font, int charset)
    {
        if (_fonts.Count < MaxFonts && CodePageOf(charset) is { } codePage)
        {
            _fonts[font] = EncodingOf(codePage);
        }
    }

    public Encoding? Find(int font) => _fonts.GetValueOrDefault(font) ?? _usual;

    /// <summary>The code page of a font's charset; <see langword="null"/> for the document's.</summary>
    private static int? CodePageOf(int charset) => charset switch
    {
        77 => 10000,
        128 => 932,
        129 => 949,
        130 => 1361,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        255 => 437,
        _ => null,
    };

    private static Encoding? EncodingOf(int codePage) => codePage == Encoding.UTF8.CodePage ? Encoding.UTF8 : CodePagesEncodingProvider.Instance.GetEncoding(codePage);
}
