using System.Text.RegularExpressions;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Grains.Notes;

/// <summary>What names of collections, notes and tags may look like. The first two become keys of grains and of stores.</summary>
internal static partial class NoteNames
{
    private const int MaxTagLength = 64;

    public static WorkError? Check(string collection) => Collection().IsMatch(collection) ? null : NotesErrors.CollectionInvalid;

    public static WorkError? Check(string collection, string id) => Check(collection) ?? (Id().IsMatch(id) ? null : NotesErrors.IdInvalid);

    public static WorkError? CheckTags(IReadOnlyList<string>? tags) =>
        tags is null || tags.All(static tag => tag.Length <= MaxTagLength && !string.IsNullOrWhiteSpace(tag)) ? null : NotesErrors.TagInvalid;

    [GeneratedRegex(@"^[a-z0-9][a-z0-9._-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Collection();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._:@-]{0,127}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Id();
}
