using WorkerGrains.Grains.Notes.Search;

namespace WorkerGrains.Tests.Grains.Notes;

public sealed class WordIndexTests
{
    [Fact]
    public void Score_ThreeTexts_IsWhatTheFormulaGives()
    {
        var index = new WordIndex<int>();
        index.Add(1, ["cat", "sat", "cat"]);
        index.Add(2, ["cat", "dog"]);
        index.Add(3, ["dog", "dog", "dog", "dog"]);

        var scores = index.Score(["cat", "cat", "bird"]);

        // By hand: 3 texts, 2 with the word, average length 3.
        var weight = Math.Log(1 + 1.5 / 2.5);
        Assert.Equal(2, scores.Count);
        Assert.Equal(weight * (2 * 2.2) / (2 + 1.2 * (0.25 + 0.75 * 3 / 3)), scores[1], 12);
        Assert.Equal(weight * 2.2 / (1 + 1.2 * (0.25 + 0.75 * 2 / 3)), scores[2], 12);
    }

    [Fact]
    public void Remove_ThenScore_IsAsIfItHadNeverBeenThere()
    {
        var random = new Random(1);
        string[][] texts = [.. Enumerable.Range(0, 200).Select(_ => Enumerable.Range(0, random.Next(30)).Select(_ => $"w{random.Next(50)}").ToArray())];
        var (changed, fresh) = (new WordIndex<int>(), new WordIndex<int>());
        for (var text = 0; text < texts.Length; text++)
        {
            changed.Add(text, texts[text]);
        }

        for (var text = 0; text < texts.Length; text += 2)
        {
            changed.Remove(text, texts[text]);
            fresh.Add(text + 1, texts[text + 1]);
        }

        foreach (var word in Enumerable.Range(0, 50).Select(static number => $"w{number}"))
        {
            Assert.Equal(fresh.Score([word]).OrderBy(static score => score.Key), changed.Score([word]).OrderBy(static score => score.Key));
        }
    }

    [Theory]
    [InlineData("Hello, World-wide 42!", "hello world wide 42")]
    [InlineData("ＦＵＬＬ ﬁne", "full fine")]
    [InlineData("Straße naïve", "straße naïve")]
    [InlineData("東京 is 大きい", "東 京 is 大 き い")]
    [InlineData("a東b", "a 東 b")]
    [InlineData(" \n\t?!", "")]
    [InlineData("𝒳 🌍", "x 🌍")]
    public void Read_Text_GivesItsWords(string text, string words) => Assert.Equal(words, string.Join(' ', NoteWords.Read(text)));

    [Fact]
    public void Read_BrokenOrEndlessText_IsBounded()
    {
        Assert.Equal(["a"], NoteWords.Read("a \ud800").Take(1));
        Assert.Empty(NoteWords.Read(new string('x', 65)));
        Assert.Equal(NoteWords.MaxWords, NoteWords.Read(string.Concat(Enumerable.Repeat("x ", NoteWords.MaxWords + 5))).Count());
    }

    [Theory]
    [InlineData("short", "short")]
    [InlineData("two\r\n  lines", "two lines")]
    public void Snippet_ShortText_IsAllOfIt(string text, string snippet) => Assert.Equal(snippet, Snippet.Of(text, ["lines"]));

    [Fact]
    public void Snippet_LongText_ShowsTheWordAndCutsNoCharacter()
    {
        var text = string.Concat(Enumerable.Repeat("🌍", 500)) + " Needle " + string.Concat(Enumerable.Repeat("🌍", 500));

        var snippet = Snippet.Of(text, ["needle"]);

        Assert.Contains("Needle", snippet, StringComparison.Ordinal);
        Assert.InRange(snippet.Length, 100, 200);
        Assert.DoesNotContain('\uFFFD', System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(snippet)));
    }
}
