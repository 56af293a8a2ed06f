
namespace WorkerGrains.Engines.Mail;

/// <summary>Turns a mail into the numbers that a spam model reads: hashed ids of its words, pairs of words, and facts of its structure.</summary>
/// <remarks>
/// <para>The trainer and the engine share this code: a change here needs a newly trained model.</para>
/// <para>
/// A feature's id is the 32-bit FNV-1a hash of its kind (one byte) and its characters (UTF-16, low byte first, lower case), mixed by the
/// finalizer of MurmurHash3, modulo <see cref="BucketCount"/> - 1, plus 1. Ids are unique, in order of appearance, and 0 is never one.
/// </para>
/// <para>
/// Numbers count by their length, addresses and the host names of links not at all, and the names of days and months are left out: they
/// tell whose mail a corpus was made of and when, not what spam is.
/// </para>
/// </remarks>
internal static class SpamFeatures
{
    /// <summary>Ids are at least 1 and less than this.</summary>
    public const int BucketCount = 1 << 17;

    /// <summary>The most ids of one mail; the words that come after are not looked at.</summary>
    public const int MaxCount = 2_048;

    /// <summary>The ids of a message as it was sent (RFC 5322), whatever its bytes are.</summary>
    public static long[] FromMessage(ReadOnlyMemory<byte> message) => From(MailReader.Read(message));

    /// <summary>The ids of a mail of which only subject and body are known.</summary>
    public static long[] FromText(string? subject, string? body) => From(MailReader.Read(subject, body));

    /// <summary>The ids of a mail that was read.</summary>
    public static long[] From(MailContent mail)
    {
        using var features = new FeatureSet();
        var writer = new FeatureWriter(features);
        foreach (var fact in mail.Facts)
        {
            writer.AddFact(fact);
        }

        writer.AddSubject(mail.Subject);
        writer.AddText(mail.Text);
        return features.ToArray();
    }
}
