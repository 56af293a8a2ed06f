using System.Text;
using WorkerGrains.Engines.Mail;

namespace WorkerGrains.Tests.Engines.Mail;

public sealed class RtfReadingTests
{
    [Theory]
    [InlineData(@"{\rtf1\ansi{\fonttbl{\f0 Arial;}}{\colortbl;\red1\green2\blue3;}{\*\generator Word;}{\info{\author me}}one\par two\line\tab three}", "one\ntwo\n\tthree")]
    [InlineData(@"{\rtf1\ansi a\{b\}\\c\~d\_e\-f}", "a{b}\\c\u00A0d-ef")]
    [InlineData(@"{\rtf1\ansi\ansicpg1252 \'e4\'f6 \u8364?\u-10179?\u-8704? \uc2\u228\'c3\'a4!{\uc0\u229}x}", "äö €😀 ä!åx")]
    [InlineData(@"{\rtf1\ansi{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset204 B;}{\f2\fcharset128 C;}}\f1\'cf\'f0{\f0\'e4}\f2\'82\'a0}", "Прäあ")]
    [InlineData(@"{\rtf1\ansi one{\pict\wmetafile8 0102ff}{\bin5 }\}}}two}", "onetwo")]
    [InlineData(@"{\rtf1\mac \'8a}", "ä")]
    [InlineData(@"{\rtf1\ansicpg99999 \'e4}", "ä")]
    [InlineData(@"{\rtf1 \ldblquote a\rdblquote\emdash b}", "“a”—b")]
    [InlineData(@"{\rtf1 cut\'4", "cut4")]
    [InlineData(@"\u99999999999999 ? }}} x\", "?  x")]
    [InlineData("", "")]
    public void Read_Document_IsItsText(string rtf, string text)
    {
        var (read, isHtml) = RtfReading.Read(Encoding.Latin1.GetBytes(rtf));

        Assert.Equal((text, false), (read, isHtml));
    }

    [Fact]
    public void Read_DocumentMadeFromHtml_IsThatHtml()
    {
        const string Rtf = """
            {\rtf1\ansi\ansicpg1252\fromhtml1 \deff0{\fonttbl{\f0\fswiss Arial;}}{\colortbl\red0\green0\blue0;}
            {\*\htmltag64 <html>}{\*\htmltag0 \par }{\*\htmltag84 <p class="x\{y\}">}\htmlrtf {\b \htmlrtf0 Gr\'fc\'dfe {\*\htmltag84 &amp;}\htmlrtf &\htmlrtf0 \u8364?{\*\mhtmltag84 <p>}\htmlrtf }\htmlrtf0{\*\htmltag92 </p>}{\*\htmltag27 </html>}}
            """;

        var (html, isHtml) = RtfReading.Read(Encoding.Latin1.GetBytes(Rtf));

        Assert.True(isHtml);
        Assert.Equal("<html>\n<p class=\"x{y}\">Grüße &amp;€</p></html>", html);
    }

    [Fact]
    public void Read_Anything_Ends()
    {
        var random = new Random(11);
        var deep = Encoding.ASCII.GetBytes(@"{\rtf1 a" + new string('{', 100_000) + "b");
        string[] pieces = ["{", "}", "\\", "\\'", "e4", "\\u", "-5 ", "\\bin", "9999999999", "\\*", "\\fonttbl", "\\f1", "\\fcharset204", "text", "\\htmlrtf", "\\fromhtml1", "\r\n", "\\uc9"];

        Assert.Equal("a", RtfReading.Read(deep).Text);
        for (var round = 0; round < 2_000; round++)
        {
            var rtf = string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(_ => pieces[random.Next(pieces.Length)]));
            Assert.InRange(RtfReading.Read(Encoding.ASCII.GetBytes(rtf)).Text.Length, 0, rtf.Length);
        }
    }
}
