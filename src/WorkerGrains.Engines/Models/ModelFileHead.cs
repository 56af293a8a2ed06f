namespace WorkerGrains.Engines.Models;

/// <summary>Finds in the first bytes of a model file what runtimes say less clearly.</summary>
internal static class ModelFileHead
{
    private const int Length = 64;

    private static readonly ModelLoadFailure s_empty = new("The model file is empty.", "Replace it with the whole model.");

    private static readonly ModelLoadFailure s_unreadable = new("The model file cannot be read.", "Let the silo's account read it.");

    private static readonly ModelLoadFailure s_lfsPointer = new(
        "The model file is a pointer of Git LFS, not the model.", "Fetch the model itself, for example with 'git lfs pull'.");

    /// <summary>Why a file cannot be a model, or <see langword="null"/> when it may be one.</summary>
    public static ModelLoadFailure? Inspect(string path)
    {
        try
        {
            Span<byte> head = stackalloc byte[Length];
            using var file = File.OpenRead(path);
            head = head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
            return head.IsEmpty ? s_empty
                : head.StartsWith("version https://git-lfs"u8) ? s_lfsPointer
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return s_unreadable;
        }
    }
}
