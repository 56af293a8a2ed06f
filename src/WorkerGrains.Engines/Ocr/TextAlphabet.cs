using System.Numerics.Tensors;
using System.Text;

namespace WorkerGrains.Engines.Ocr;

/// <summary>What the numbers that a model answers stand for: nothing, one of its characters, or a space.</summary>
/// <remarks>Source: A. Graves et al., Connectionist Temporal Classification, 2006; PaddlePaddle/PaddleOCR, <c>ppocr/postprocess/rec_postprocess.py</c>, <c>CTCLabelDecode</c>.</remarks>
internal sealed class TextAlphabet
{
    private const int Blank = 0;

    private readonly string[] _characters;

    private TextAlphabet(string[] characters) => _characters = characters;

    /// <summary>How many numbers there are.</summary>
    public int Count => _characters.Length;

    /// <summary>Reads a file with a character a line; the blank comes before the first and the space behind the last.</summary>
    public static TextAlphabet Read(string keys)
    {
        // Split by hand: some of the characters count as white space or as ends of lines elsewhere.
        var lines = keys.EndsWith('\n') ? keys[..^1] : keys;
        return new TextAlphabet(["", .. lines.Split('\n').Select(static line => line.TrimEnd('\r')), " "]);
    }

    /// <summary>Reads the likeliest characters: repetitions are one, and blanks part them.</summary>
    /// <param name="probabilities">One for each number, step by step along the line.</param>
    /// <returns>The text and how sure it is on the whole, which is no number where an answer is none.</returns>
    public (string Text, float Confidence) Decode(ReadOnlySpan<float> probabilities)
    {
        var text = new StringBuilder();
        var (sum, count, last) = (0f, 0, Blank);
        for (; !probabilities.IsEmpty; probabilities = probabilities[Count..])
        {
            var step = probabilities[..Count];
            var character = TensorPrimitives.IndexOfMax(step);
            if (!float.IsFinite(step[character]))
            {
                return ("", float.NaN);
            }

            if (character != Blank && character != last)
            {
                text.Append(_characters[character]);
                sum += step[character];
                count++;
            }

            last = character;
        }

        return (text.ToString(), count == 0 ? 0 : Math.Clamp(sum / count, 0, 1));
    }
}
