using System.Security.Cryptography;
using System.Text;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Grains.Notes.Records;

namespace WorkerGrains.Grains.Notes;

/// <summary>Makes versions of notes, and records of notes with their history.</summary>
internal sealed class NoteVersions(NotesOptions options, TimeProvider time)
{
    /// <summary>What a version takes beside what it says.</summary>
    private const int Overhead = 256;

    /// <summary>What a note says once a change is made; number and time come when it is its turn.</summary>
    public static VersionRecord Of(PutNote put)
    {
        var version = new VersionRecord
        {
            Title = put.Title,
            Text = put.Text,
            Tags = put.Tags?.Distinct(StringComparer.Ordinal).ToArray() ?? [],
            Metadata = put.Metadata is null ? new Dictionary<string, string>() : new Dictionary<string, string>(put.Metadata),
            RequestKey = put.RequestKey,
        };
        return version with { Bytes = Measure(version) };
    }

    /// <summary>Whether two versions say the same.</summary>
    public static bool AreSame(VersionRecord one, VersionRecord other) =>
        (one.IsDeleted, one.Title, one.Text) == (other.IsDeleted, other.Title, other.Text)
        && one.Tags.SequenceEqual(other.Tags, StringComparer.Ordinal)
        && one.Metadata.Count == other.Metadata.Count
        && one.Metadata.All(pair => other.Metadata.TryGetValue(pair.Key, out var value) && value == pair.Value);

    /// <summary>What a note takes with its history.</summary>
    public static long SizeOf(NoteRecord? record) => record?.Versions.Sum(static version => (long)version.Bytes + Overhead) ?? 0;

    /// <summary>The record of a note after a change; its oldest versions go when there are too many.</summary>
    public NoteRecord Append(string id, NoteRecord? record, VersionRecord version)
    {
        var before = record?.Versions is [.., var last] ? last : null;
        var now = time.GetUtcNow();
        var number = (before?.Number ?? 0) + 1;
        version = version with
        {
            Number = number,

            // Random, so that a note made anew after its history is gone has none of the old ETags.
            ETag = FormattableString.Invariant($"{number}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}"),
            Updated = before is not null && before.Updated > now ? before.Updated : now,
        };
        return record is null
            ? new NoteRecord { Id = id, Created = version.Updated, Versions = [version] }
            : record with { Versions = [.. History(record.Versions), version] };
    }

    private IEnumerable<VersionRecord> History(IReadOnlyList<VersionRecord> versions)
    {
        var (kept, bytes) = (0, 0L);
        while (kept < versions.Count && kept < options.MaxHistoryVersions && (bytes += versions[versions.Count - 1 - kept].Bytes) <= options.MaxHistoryBytes)
        {
            kept++;
        }

        return versions.Skip(versions.Count - kept);
    }

    private static int Measure(VersionRecord version) =>
        Encoding.UTF8.GetByteCount(version.Text) + Encoding.UTF8.GetByteCount(version.Title ?? "")
        + version.Tags.Sum(Encoding.UTF8.GetByteCount)
        + version.Metadata.Sum(static pair => Encoding.UTF8.GetByteCount(pair.Key) + Encoding.UTF8.GetByteCount(pair.Value));
}
