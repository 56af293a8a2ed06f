using System.Buffers.Text;
using System.Text;

namespace WorkerGrains.Grains.Notes;

/// <summary>Where a page of a list ended: the id of its last note, so that notes made or deleted meanwhile shift nothing.</summary>
internal static class NoteCursor
{
    private const string Mark = "after:";

    public static string After(string id) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Mark + id));

    public static bool TryRead(string cursor, out string id)
    {
        id = "";
        if (!Base64Url.IsValid(cursor))
        {
            return false;
        }

        var text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor));
        if (!text.StartsWith(Mark, StringComparison.Ordinal))
        {
            return false;
        }

        id = text[Mark.Length..];
        return true;
    }
}
