using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace WorkerGrains.Engines.Documents;

/// <summary>Puts the pictures of a docx, odt or epub into the tree that pandoc read from it, which names them by their places in the archive. Source: pandoc-types, Text.Pandoc.Definition, as JSON.</summary>
/// <remarks>In the tree and not in what is written of it: of Markdown only pandoc knows what is a picture and what is code about one.</remarks>
internal static class TreePictureEmbedder
{
    private const int MaxDepth = 1000;

    /// <summary>Embeds what fits.</summary>
    /// <param name="tree">The tree as JSON.</param>
    /// <param name="document">The archive it was read from.</param>
    /// <param name="maxBytes">The most bytes of pictures, as they are written in base64.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The tree, and how many pictures it still only names.</returns>
    public static (ReadOnlyMemory<byte> Tree, int LeftOut) Embed(ReadOnlyMemory<byte> tree, ReadOnlyMemory<byte> document, int maxBytes, CancellationToken cancellationToken)
    {
        try
        {
            using var json = JsonDocument.Parse(tree, new JsonDocumentOptions { MaxDepth = MaxDepth });
            using var pictures = ArchivePictures.Open(document, maxBytes, cancellationToken);
            var embedded = new ArrayBufferWriter<byte>(tree.Length);
            using (var writer = new Utf8JsonWriter(embedded, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = MaxDepth }))
            {
                Write(json.RootElement, pictures, writer);
            }

            return (embedded.WrittenMemory, pictures.LeftOut);
        }
        catch (Exception exception) when (exception is JsonException or InvalidDataException)
        {
            // Nested deeper than is followed, or an archive that pandoc reads and .NET does not.
            return (tree, tree.Span.Count("\"t\":\"Image\""u8));
        }
    }

    private static void Write(JsonElement value, ArchivePictures pictures, Utf8JsonWriter writer)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                var picture = FindPicture(value, pictures);
                foreach (var member in value.EnumerateObject())
                {
                    writer.WritePropertyName(member.Name);
                    if (picture is not null && member.NameEquals("c"))
                    {
                        WritePicture(member.Value, picture, pictures, writer);
                    }
                    else
                    {
                        Write(member.Value, pictures, writer);
                    }
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var entry in value.EnumerateArray())
                {
                    Write(entry, pictures, writer);
                }

                writer.WriteEndArray();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    /// <summary>The picture that an element of the tree shows, where it is one that is given: <c>{"t":"Image","c":[attributes,[text],[address,title]]}</c>.</summary>
    private static string? FindPicture(JsonElement element, ArchivePictures pictures) =>
        element.TryGetProperty("t", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("Image")
        && element.TryGetProperty("c", out var contents) && contents.ValueKind == JsonValueKind.Array && contents.GetArrayLength() == 3
        && contents[2].ValueKind == JsonValueKind.Array && contents[2].GetArrayLength() == 2 && contents[2][0].ValueKind == JsonValueKind.String
            ? pictures.Find(contents[2][0].GetString()!)
            : null;

    private static void WritePicture(JsonElement contents, string picture, ArchivePictures pictures, Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        Write(contents[0], pictures, writer);
        Write(contents[1], pictures, writer);
        writer.WriteStartArray();
        writer.WriteStringValue(picture);
        contents[2][1].WriteTo(writer);
        writer.WriteEndArray();
        writer.WriteEndArray();
    }
}
