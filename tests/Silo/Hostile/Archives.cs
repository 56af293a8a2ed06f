using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace WorkerGrains.Tests.Silo.Hostile;

/// <summary>Documents that are zip archives, made by hand.</summary>
internal static class Archives
{
    private const string Word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    private const string Relations = "http://schemas.openxmlformats.org/package/2006/relationships";
    private const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    public static byte[] Of(params IEnumerable<(string Name, byte[] Content)> entries)
    {
        var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create))
        {
            foreach (var (name, content) in entries)
            {
                using var entry = archive.CreateEntry(name, CompressionLevel.Fastest).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }

    public static byte[] Of(params IEnumerable<(string Name, string Content)> entries) => Of(entries.Select(static entry => (entry.Name, Bytes(entry.Content))));

    /// <summary>A paragraph of a docx that shows a picture by its relationship.</summary>
    public static string PictureOf(string relationship, bool isLinked = false) =>
        $"""
        <w:p><w:r><w:drawing><wp:inline><wp:extent cx="9525" cy="9525"/><wp:docPr id="1" name="p"/><a:graphic><a:graphicData><pic:pic><pic:blipFill>
        <a:blip r:{(isLinked ? "link" : "embed")}="{relationship}"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>
        """;

    /// <summary>A docx with a body and, where they are given, relationships, a document type and other entries.</summary>
    public static byte[] Docx(string body, string relationships = "", string doctype = "", params (string Name, byte[] Content)[] others) => Of(
    [
        ("[Content_Types].xml", Bytes("""<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>""")),
        ("_rels/.rels", Bytes($"""<Relationships xmlns="{Relations}"><Relationship Id="r1" Type="{Office}/officeDocument" Target="word/document.xml"/></Relationships>""")),
        ("word/_rels/document.xml.rels", Bytes($"""<Relationships xmlns="{Relations}">{relationships.Replace("OFFICE", Office, StringComparison.Ordinal)}</Relationships>""")),
        ("word/document.xml", Bytes(
            $"""
            <?xml version="1.0"?>{doctype}<w:document xmlns:w="{Word}" xmlns:r="{Office}" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
              xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><w:body>{body}</w:body></w:document>
            """)),
        .. others,
    ]);

    public static byte[] Odt(string body, string doctype = "") => Of(
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("content.xml",
            $"""
            <?xml version="1.0"?>{doctype}<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
              xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
              xmlns:xlink="http://www.w3.org/1999/xlink"><office:body><office:text>{body}</office:text></office:body></office:document-content>
            """),
        ("styles.xml", """<office:document-styles xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"><office:styles/></office:document-styles>"""));

    public static byte[] Epub(string body, string chapter = "a.xhtml", string doctype = "") => Of(
        ("mimetype", "application/epub+zip"),
        ("META-INF/container.xml", """<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="c.opf"/></rootfiles></container>"""),
        ("c.opf",
            $"""<package xmlns="http://www.idpf.org/2007/opf"><metadata/><manifest><item id="a" href="{chapter}" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/></spine></package>"""),
        ("a.xhtml", $"""<?xml version="1.0"?>{doctype}<html xmlns="http://www.w3.org/1999/xhtml"><body>{body}</body></html>"""));

    /// <summary>Has the archive's directory list each of its entries many times: a few bytes for as much to unpack as one likes.</summary>
    /// <remarks>Source of the layout: PKWARE APPNOTE 6.3.10, sections 4.3.12 and 4.3.16.</remarks>
    public static byte[] Overlapping(byte[] archive, int times)
    {
        var end = archive.AsSpan().LastIndexOf("PK\u0005\u0006"u8);
        var start = (int)BinaryPrimitives.ReadUInt32LittleEndian(archive.AsSpan(end + 16));
        var directory = archive[start..end];
        var count = (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(archive.AsSpan(end + 10)) * times);
        var tail = archive[end..];
        BinaryPrimitives.WriteUInt16LittleEndian(tail.AsSpan(8), count);
        BinaryPrimitives.WriteUInt16LittleEndian(tail.AsSpan(10), count);
        BinaryPrimitives.WriteUInt32LittleEndian(tail.AsSpan(12), (uint)(directory.Length * times));
        return [.. archive[..start], .. Enumerable.Repeat(directory, times).SelectMany(static bytes => bytes), .. tail];
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
