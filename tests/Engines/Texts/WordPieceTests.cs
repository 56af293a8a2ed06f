using System.Globalization;
using System.Text;
using WorkerGrains.Engines.Texts;

namespace WorkerGrains.Tests.Engines.Texts;

public sealed class WordPieceTests
{
    private static readonly Lazy<string[]> s_vocabulary = new(static () => File.ReadAllLines(SharedFiles.PathOrSkip("models", "text-embed", "vocab.txt")));

    private static readonly Lazy<Dictionary<string, int>> s_numbers = new(static () => s_vocabulary.Value.Index().ToDictionary(static token => token.Item, static token => token.Index));

    /// <summary>The tokens as google-research/bert's tokenization.py makes them, written out plainly.</summary>
    internal static List<long> Reference(string text)
    {
        var numbers = s_numbers.Value;
        List<long> tokens = [];
        foreach (var word in Words(text))
        {
            var runes = word.EnumerateRunes().ToArray();
            List<long> pieces = [];
            var start = 0;
            while (start < runes.Length && runes.Length <= 100)
            {
                var end = runes.Length;
                while (end > start && !numbers.ContainsKey(Piece(start, end)))
                {
                    end--;
                }

                if (end == start)
                {
                    break;
                }

                pieces.Add(numbers[Piece(start, end)]);
                start = end;
            }

            tokens.AddRange(start == runes.Length ? pieces : [numbers["[UNK]"]]);

            string Piece(int from, int to) => (from > 0 ? "##" : "") + string.Concat(runes[from..to]);
        }

        return tokens;
    }

    [Fact]
    public void Encode_AnyText_EqualsBert()
    {
        var wordPiece = Create(maxTokens: 100_000);

        Assert.All(SampleTexts.All, text => Assert.Equal(Reference(text), wordPiece.Encode(text, out _)));
    }

    [Fact]
    public void Encode_KnownTexts_HaveTheNumbersThatBertGivesThem()
    {
        var wordPiece = Create();

        Assert.Equal([7592, 1010, 2088, 999], wordPiece.Encode("Hello, World!", out _));
        Assert.Equal([1017, 1012, 2403, 1002, 1019], wordPiece.Encode("3.14 $5", out _));
        Assert.Equal([100, 7861, 29147, 2072], wordPiece.Encode("🙂 emoji", out _));
        Assert.Equal([3424, 10521, 4355, 7875, 13602, 3672, 12199, 2964], wordPiece.Encode("antidisestablishmentarianism", out _));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(17)]
    [InlineData(128)]
    public void Encode_LongText_HasTheFirstTokensOfTheWholeText(int maxTokens)
    {
        var wordPiece = Create(maxTokens);

        Assert.All(SampleTexts.All, text =>
        {
            var whole = Reference(text);
            Assert.Equal(whole.Take(maxTokens), wordPiece.Encode(text, out var isTruncated));
            Assert.Equal(whole.Count > maxTokens, isTruncated);
        });
    }

    [Fact]
    public void Encode_CutBetweenTheHalvesOfACharacter_StillWorks()
    {
        var wordPiece = Create(maxTokens: 8);
        var text = string.Concat(Enumerable.Repeat("🙂 ", 4_000));

        for (var shift = 0; shift < 3; shift++)
        {
            Assert.Equal(Enumerable.Repeat(100L, 8), wordPiece.Encode(new string(' ', shift) + text, out _));
        }
    }

    [Fact]
    public void Encode_SpecialTokens_AreAroundAndCount()
    {
        var wordPiece = Create(maxTokens: 5, addSpecialTokens: true);

        Assert.Equal([101, 4937, 102], wordPiece.Encode("cat", out _));
        Assert.Equal([101, 4937, 4937, 4937, 102], wordPiece.Encode("cat cat cat cat", out var isTruncated));
        Assert.True(isTruncated);
        Assert.Equal([101, 102], wordPiece.Encode("", out _));
    }

    [Fact]
    public async Task Encode_TokenizerJson_IsTheSameAsVocabulary()
    {
        using var models = new Models.TemporaryModels();
        using var repository = TextEmbedderFixture.LayOut(models, """{ "tokenizer": "tokenizer.json" }""", "tokenizer.json").Open();
        var model = (await repository.LoadAsync("text-embed", TestContext.Current.CancellationToken)).Model!;

        Assert.True(TokenVocabulary.TryRead(model, out var vocabulary, out _));

        Assert.Equal(s_vocabulary.Value, vocabulary.Tokens);
        Assert.Equal((true, null), (vocabulary.LowerCase, vocabulary.StripAccents));
    }

    [Fact]
    public void Encode_CasedModel_TellsCaseAndAccentsApart()
    {
        Assert.True(WordPiece.TryCreate(
            new TokenVocabulary(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "Cat", "cat", "é", "e"], null, null),
            new TextSettings { AddSpecialTokens = false, LowerCase = false },
            out var wordPiece));

        Assert.Equal([5, 6, 7, 8], wordPiece.Encode("Cat cat é e", out _));
    }

    private static WordPiece Create(int maxTokens = 128, bool addSpecialTokens = false)
    {
        Assert.True(WordPiece.TryCreate(
            new TokenVocabulary(s_vocabulary.Value, null, null), new TextSettings { MaxTokens = maxTokens, AddSpecialTokens = addSpecialTokens }, out var wordPiece));
        return wordPiece;
    }

    private static List<string> Words(string text)
    {
        List<string> words = [];
        var word = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (Rune.IsWhiteSpace(rune))
            {
                End();
            }
            else if (category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned)
            {
                continue;
            }
            else if (IsPunctuation(rune, category) || IsChinese(rune.Value))
            {
                End();
                word.Append(rune);
                End();
            }
            else
            {
                foreach (var part in rune.ToString().ToLowerInvariant().Normalize(NormalizationForm.FormD).EnumerateRunes().Where(static part => Rune.GetUnicodeCategory(part) != UnicodeCategory.NonSpacingMark))
                {
                    word.Append(part);
                }
            }
        }

        End();
        return words;

        void End()
        {
            if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }
    }

    private static bool IsPunctuation(Rune rune, UnicodeCategory category) =>
        rune.Value is (>= 33 and <= 47) or (>= 58 and <= 64) or (>= 91 and <= 96) or (>= 123 and <= 126)
        || category is >= UnicodeCategory.ConnectorPunctuation and <= UnicodeCategory.OtherPunctuation;

    private static bool IsChinese(int code) =>
        code is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x2CEAF) or (>= 0x2F800 and <= 0x2FA1F);
}
