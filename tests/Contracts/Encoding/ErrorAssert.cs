using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Tests.Contracts.Encoding;

/// <summary>What holds for every error that a caller sees.</summary>
internal static class ErrorAssert
{
    private static readonly string[] s_internals = ["System", "WorkerGrains", "Json.", "Exception", "Attribute", "Nullable", "Int32", "Path:", "`", "\n", "$."];

    /// <summary>It is a sentence, and no .NET name is in it.</summary>
    public static void IsForCallers(WorkError error)
    {
        Assert.EndsWith(".", error.Message, StringComparison.Ordinal);
        Assert.All(s_internals, internals => Assert.DoesNotContain(internals, error.Message, StringComparison.Ordinal));
    }
}
