using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Models;

namespace WorkerGrains.Engines.Texts;

/// <summary>The tokens that a model knows, by their numbers, read from its folder.</summary>
/// <param name="Tokens">The tokens; a token's place is its number.</param>
/// <param name="LowerCase">Whether upper and lower case are the same, as the file says; <see langword="null"/> when it does not.</param>
/// <param name="StripAccents">Whether accents are taken off letters, as the file says; <see langword="null"/> when it does not.</param>
internal sealed record TokenVocabulary(IReadOnlyList<string> Tokens, bool? LowerCase, bool? StripAccents)
{
    private const int MaxFileBytes = 32 * 1024 * 1024;

    /// <summary>Reads the file that <c>tokenizer</c> in <c>model.json</c> names.</summary>
    public static bool TryRead(LoadedModel model, [NotNullWhen(true)] out TokenVocabulary? vocabulary, [NotNullWhen(false)] out Readiness? problem)
    {
        vocabulary = null;
        problem = null;
        if (model.Settings.Tokenizer is not { } fileName)
        {
            problem = Readiness.NotReady(
                $"The model '{model.Name}' has no tokens.", "Add the key 'tokenizer' to its model.json, with the name of its vocab.txt or tokenizer.json.");
            return false;
        }

        if (model.ReadText(fileName, MaxFileBytes) is not { } text)
        {
            problem = Readiness.NotReady(
                $"The tokens of the model '{model.Name}' cannot be read.",
                "Put the file that 'tokenizer' in its model.json names beside the model's versions: vocab.txt or tokenizer.json, as UTF-8.");
            return false;
        }

        vocabulary = fileName.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? FromJson(text) : FromLines(text);
        if (vocabulary is null)
        {
            problem = Readiness.NotReady(
                $"The tokenizer of the model '{model.Name}' is none that is known here.",
                "Install a WordPiece tokenizer: a vocab.txt with a token a line, or the tokenizer.json of a BERT-like model.");
        }

        return vocabulary is not null;
    }

    /// <summary>The tokens as a file with a token a line.</summary>
    public MemoryStream ToLines() => new(Encoding.UTF8.GetBytes(string.Join('\n', Tokens)));

    private static TokenVocabulary FromLines(string text) => new(text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'), LowerCase: null, StripAccents: null);

    /// <summary>Reads the format of Hugging Face's tokenizers library; <see langword="null"/> for other kinds than WordPiece.</summary>
    private static TokenVocabulary? FromJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            var model = root.GetProperty("model");
            if (model.GetProperty("type").GetString() != "WordPiece" || model.GetProperty("continuing_subword_prefix").GetString() != "##")
            {
                return null;
            }

            var entries = model.GetProperty("vocab").EnumerateObject().ToList();
            var tokens = new string?[entries.Count];
            foreach (var entry in entries)
            {
                // Numbers with gaps end outside the list or leave a hole in it.
                tokens[entry.Value.GetInt32()] = entry.Name;
            }

            var normalizer = root.TryGetProperty("normalizer", out var given) && given.ValueKind == JsonValueKind.Object ? given : default;
            return tokens.Contains(null) ? null : new TokenVocabulary(tokens!, Flag(normalizer, "lowercase"), Flag(normalizer, "strip_accents"));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    private static bool? Flag(JsonElement part, string name) =>
        part.ValueKind == JsonValueKind.Object && part.TryGetProperty(name, out var flag) && flag.ValueKind is JsonValueKind.True or JsonValueKind.False ? flag.GetBoolean() : null;
}
