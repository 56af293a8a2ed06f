using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Engines.Files;

namespace WorkerGrains.Tests.Engines.Files;

/// <summary>What Magika's own code does with a model's guess, and with files too small for a model.</summary>
public sealed class FileTypeRulesTests
{
    private static readonly FileTypeConfig s_config = new()
    {
        BegSize = 8,
        MidSize = 0,
        EndSize = 8,
        UseInputsAtOffsets = false,
        MediumConfidenceThreshold = 0.5f,
        MinFileSizeForDl = 4,
        PaddingToken = 256,
        BlockSize = 32,
        TargetLabelsSpace = ["markdown", "png", "randomtxt", "randombytes"],
        Thresholds = new Dictionary<string, float> { ["markdown"] = 0.75f },
        OverwriteMap = new Dictionary<string, string> { ["randomtxt"] = "txt", ["randombytes"] = "unknown" },
    };

    private static readonly FileTypeRules s_rules = new(s_config, new Dictionary<string, FileType>
    {
        ["markdown"] = new() { IsText = true, Description = "Markdown document", MimeType = "text/markdown", Group = "text", Extensions = ["md"] },
        ["png"] = new(),
        ["txt"] = new() { IsText = true },
        ["unknown"] = new(),
        ["empty"] = new(),
    });

    [Theory]
    [InlineData("markdown", 0.75f, FileConfidence.High, "markdown")]
    [InlineData("markdown", 0.74f, FileConfidence.High, "txt")]
    [InlineData("markdown", 0.5f, FileConfidence.Medium, "markdown")]
    [InlineData("markdown", 0.49f, FileConfidence.Medium, "txt")]
    [InlineData("markdown", 0.01f, FileConfidence.BestGuess, "markdown")]
    [InlineData("png", 0.5f, FileConfidence.High, "png")]
    [InlineData("png", 0.49f, FileConfidence.High, "unknown")]
    [InlineData("randomtxt", 0.99f, FileConfidence.High, "txt")]
    [InlineData("randomtxt", 0.01f, FileConfidence.High, "txt")]
    [InlineData("randombytes", 0.01f, FileConfidence.BestGuess, "unknown")]
    public void Decide_Score_SaysWhetherTheGuessIsTheAnswer(string guess, float score, FileConfidence confidence, string expected)
    {
        var identity = s_rules.Decide(s_config.TargetLabelsSpace.ToList().IndexOf(guess), score, confidence);

        Assert.Equal((expected, guess, score), (identity.Label, identity.Guess, identity.Score));
    }

    [Fact]
    public void Decide_TypeThatIsHardlyDescribed_IsDescribedAsMagikaDoes()
    {
        var identity = s_rules.Decide(1, 0.9f, FileConfidence.High);

        Assert.Equal(("png", "application/octet-stream", "unknown"), (identity.Description, identity.MimeType, identity.Group));
        Assert.Empty(identity.Extensions);
    }

    [Fact]
    public void Prepare_File_TakesItsEndsAndPadsThem()
    {
        Assert.Equal([.. "abcd\r\n\t "u8.ToArray(), 256, 256, .. " \nabcd"u8.ToArray()], NumbersOf(" \nabcd\r\n\t "));
        Assert.Equal([.. "abcdefgh"u8.ToArray(), .. "efghijkl"u8.ToArray()], NumbersOf("  abcdefghijkl  "));
        Assert.Equal([.. "abcd"u8.ToArray(), 256, 256, 256, 256, 256, 256, 256, 256, .. "abcd"u8.ToArray()], NumbersOf("abcd"));
        Assert.Equal([.. "abcd    "u8.ToArray(), .. Enumerable.Repeat(256, 8)], NumbersOf("abcd" + new string(' ', 40)));
    }

    [Theory]
    [InlineData("abc", "txt")]
    [InlineData(" \r\n\t\v\fabc", "txt")]
    [InlineData("", "empty")]
    public void Prepare_TooFewBytes_AsksNoModel(string file, string expected)
    {
        var (excerpt, known) = s_rules.Prepare(System.Text.Encoding.UTF8.GetBytes(file));

        Assert.Null(excerpt);
        Assert.Equal((expected, 1f, null), (known!.Label, known.Score, known.Guess));
    }

    private static int[] NumbersOf(string file)
    {
        var numbers = new int[s_config.InputLength];
        s_rules.Prepare(System.Text.Encoding.UTF8.GetBytes(file)).Excerpt!.CopyTo(numbers, s_config);
        return numbers;
    }
}
