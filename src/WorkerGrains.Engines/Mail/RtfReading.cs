using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace WorkerGrains.Engines.Mail;

/// <summary>Reads what an RTF document says: its text, or the HTML that it was made from. Sources: Rich Text Format Specification 1.9.1; [MS-OXRTFEX].</summary>
/// <remarks>Mail programs of Microsoft keep bodies so, also those that were HTML. Formatting, pictures and fields are left out. For one document.</remarks>
internal sealed class RtfReading
{
    /// <summary>How deep groups are nested that are read.</summary>
    private const int MaxDepth = 256;

    private static readonly Encoding s_unread = Encoding.Latin1;

    private readonly ReadOnlyMemory<byte> _rtf;
    private readonly StringBuilder _text = new();
    private readonly List<byte> _bytes = [];
    private readonly Stack<RtfGroup> _groups = new();
    private readonly RtfFonts _fonts = new();
    private RtfGroup _group = new() { FallbackLength = 1 };
    private int _position;
    private int _toSkip;

    private RtfReading(ReadOnlyMemory<byte> rtf) => _rtf = rtf;

    /// <summary>Whether the document was made from HTML, which then is what was read.</summary>
    private bool IsHtml { get; set; }

    /// <summary>Reads a document; of one that is damaged, what there is.</summary>
    public static (string Text, bool IsHtml) Read(ReadOnlyMemory<byte> rtf)
    {
        var reading = new RtfReading(rtf);
        reading.Run();
        return (reading._text.ToString().Trim('\0', '\r', '\n'), reading.IsHtml);
    }

    private void Run()
    {
        while (_position < _rtf.Length)
        {
            var letter = _rtf.Span[_position++];
            switch (letter)
            {
                case (byte)'{' when _groups.Count == MaxDepth:
                    Decode();
                    return;
                case (byte)'{':
                    Decode();
                    _groups.Push(_group);
                    break;
                case (byte)'}':
                    Decode();
                    _group = _groups.TryPop(out var outer) ? outer : _group;
                    break;
                case (byte)'\\':
                    ReadControl();
                    break;
                case (byte)'\r' or (byte)'\n':
                    break;
                default:
                    AddByte(letter);
                    break;
            }
        }

        Decode();
    }

    private void ReadControl()
    {
        if (_position == _rtf.Length)
        {
            return;
        }

        var first = _rtf.Span[_position++];
        switch (first)
        {
            case (byte)'\'':
                ReadHexByte();
                break;
            case (byte)'*':
                _group.IsOptional = true;
                break;
            case (byte)'~':
                Add("\u00A0");
                break;
            case (byte)'_':
                Add("-");
                break;
            case (byte)'\r' or (byte)'\n':
                Add("\n");
                break;
            case (byte)'\\' or (byte)'{' or (byte)'}':
                AddByte(first);
                break;
            default:
                if (char.IsAsciiLetter((char)first))
                {
                    _position--;
                    var word = ReadWord(out var number);
                    Obey(word, number);
                }

                break;
        }
    }

    private string ReadWord(out int? number)
    {
        var rest = _rtf.Span[_position..];
        var length = 0;
        while (length < rest.Length && char.IsAsciiLetter((char)rest[length]))
        {
            length++;
        }

        var word = Encoding.ASCII.GetString(rest[..Math.Min(length, 32)]);
        rest = rest[length..];
        var end = rest.Length > 1 && rest[0] == '-' && char.IsAsciiDigit((char)rest[1]) ? 1 : 0;
        while (end < rest.Length && char.IsAsciiDigit((char)rest[end]))
        {
            end++;
        }

        number = int.TryParse(rest[..end], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed) ? parsed : null;
        _position += length + end + (end < rest.Length && rest[end] == ' ' ? 1 : 0);
        return word;
    }

    private void Obey(string word, int? number)
    {
        var isOptional = _group.IsOptional;
        _group.IsOptional = false;
        switch (word)
        {
            case "par" or "line" or "row" or "sect" or "page":
                Add("\n");
                break;
            case "tab" or "cell":
                Add("\t");
                break;
            case "u" when number is { } code:
                Add(((char)(ushort)code).ToString());
                _toSkip = _group.FallbackLength;
                break;
            case "uc":
                _group.FallbackLength = Math.Clamp(number ?? 1, 0, 16);
                break;
            case "bin":
                _position = (int)Math.Min(_rtf.Length, (long)_position + Math.Max(number ?? 0, 0));
                break;
            case "ansicpg" or "mac" or "pc" or "pca":
                _fonts.Use(word, number);
                break;
            case "fonttbl":
                (_group.IsHidden, _group.IsFontTable) = (true, true);
                break;
            case "f":
                Decode();
                _group.Font = number ?? 0;
                break;
            case "fcharset" when _group.IsFontTable:
                _fonts.Add(_group.Font, number ?? 0);
                break;
            case "fromhtml":
                IsHtml = true;
                break;
            case "htmlrtf":
                Decode();
                _group.IsOnlyRtf = IsHtml && number != 0;
                break;
            case "htmltag" when IsHtml:
                break;
            case "colortbl" or "stylesheet" or "info" or "pict" or "object" or "header" or "footer" or "headerl" or "headerr" or "headerf" or "footerl" or "footerr" or "footerf":
                _group.IsHidden = true;
                break;
            default:
                _group.IsHidden |= isOptional;
                Add(RtfSymbols.Of(word));
                break;
        }
    }

    private void ReadHexByte()
    {
        if (_position + 2 <= _rtf.Length && byte.TryParse(_rtf.Span.Slice(_position, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
        {
            _position += 2;
            AddByte(value);
        }
    }

    /// <summary>A byte of text, in the charset of the font.</summary>
    private void AddByte(byte value)
    {
        if (_toSkip > 0)
        {
            _toSkip--;
        }
        else if (_group.IsShown)
        {
            _bytes.Add(value);
        }
    }

    private void Add(string text)
    {
        if (text.Length > 0)
        {
            Decode();
            _text.Append(_group.IsShown ? text : "");
        }
    }

    private void Decode()
    {
        _toSkip = 0;
        if (_bytes.Count > 0)
        {
            _text.Append((_fonts.Find(_group.Font) ?? s_unread).GetString(CollectionsMarshal.AsSpan(_bytes)));
            _bytes.Clear();
        }
    }
}

/// <summary>What holds until the end of a group.</summary>
internal struct RtfGroup
{
    public bool IsOptional { get; set; }

    public bool IsHidden { get; set; }

    public bool IsFontTable { get; set; }

    /// <summary>Whether it stands there only for readers that know no HTML.</summary>
    public bool IsOnlyRtf { get; set; }

    public int Font { get; set; }

    /// <summary>How many bytes stand for a Unicode character where that is not known.</summary>
    public int FallbackLength { get; set; }

    public readonly bool IsShown => !IsHidden && !IsOnlyRtf;
}
