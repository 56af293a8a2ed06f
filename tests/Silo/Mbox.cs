namespace WorkerGrains.Tests.Silo;

/// <summary>Makes mailboxes of mails.</summary>
internal static class Mbox
{
    /// <summary>The mails of some files, each after the line that begins it; those that have one of their own keep it.</summary>
    public static async Task<byte[]> OfAsync(IEnumerable<string> files, CancellationToken cancellationToken)
    {
        using var mbox = new MemoryStream();
        foreach (var file in files)
        {
            var mail = await File.ReadAllBytesAsync(file, cancellationToken);
            if (!mail.AsSpan().StartsWith("From "u8))
            {
                mbox.Write("From ada@example.org Thu Aug 22 12:36:23 2002\n"u8);
            }

            mbox.Write(mail);
            mbox.Write("\n\n"u8);
        }

        return mbox.ToArray();
    }
}
