using System.Text;
using AngleSharp.Dom;

namespace WorkerGrains.Engines.Web;

/// <summary>Cuts a page into blocks of text in reading order.</summary>
internal sealed class TextBlockReader
{
    private static readonly HashSet<string> s_asides = ["nav", "aside", "footer", "button", "menu", "dialog"];
    private static readonly HashSet<string> s_roles = ["navigation", "banner", "contentinfo", "search", "complementary", "dialog", "menu", "menubar", "toolbar", "alert"];

    private readonly List<TextBlock> _blocks = [];
    private readonly StringBuilder _text = new();
    private readonly CancellationToken _cancellationToken;
    private int _words;
    private int _linkedWords;
    private bool _isHeading;

    private TextBlockReader(CancellationToken cancellationToken) => _cancellationToken = cancellationToken;

    public static IReadOnlyList<TextBlock> Read(IElement root, CancellationToken cancellationToken)
    {
        var reader = new TextBlockReader(cancellationToken);
        reader.ReadChildren(root, isLinked: false, isPreformatted: false);
        reader.End();
        return reader._blocks;
    }

    private static bool IsSkipped(IElement element) => ElementText.IsUnseen(element)
        || s_asides.Contains(element.LocalName)
        || (element.Attributes.Length > 0 && (element.GetAttribute("aria-hidden") == "true" || (element.GetAttribute("role") is { } role && s_roles.Contains(role))));

    // Recursive, as deep as the page, which the guard bounds.
    private void ReadChildren(IElement parent, bool isLinked, bool isPreformatted)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        var children = parent.ChildNodes;
        for (var place = 0; place < children.Length; place++)
        {
            var child = children[place];
            if (child is IText { Data: var data })
            {
                Add(data, isLinked, isPreformatted);
            }
            else if (child is IElement element && !IsSkipped(element))
            {
                ReadElement(element, isLinked, isPreformatted);
            }
        }
    }

    private void ReadElement(IElement element, bool isLinked, bool isPreformatted)
    {
        if (element.LocalName == "br")
        {
            TrimEnd();
            _text.Append('\n');
            return;
        }

        var isBlock = ElementText.IsBlock(element);
        if (isBlock)
        {
            End();
            _isHeading = element.LocalName is ['h', >= '1' and <= '6'];
        }

        ReadChildren(element, isLinked || element.LocalName == "a", isPreformatted || element.LocalName == "pre");
        if (isBlock)
        {
            End();
        }
    }

    private void Add(string data, bool isLinked, bool isPreformatted)
    {
        var words = CountWords(data);
        _words += words;
        _linkedWords += isLinked ? words : 0;
        if (isPreformatted)
        {
            _text.Append(data);
        }
        else
        {
            WhiteSpace.AppendCollapsed(_text, data);
        }
    }

    private void TrimEnd()
    {
        while (_text.Length > 0 && _text[^1] == ' ')
        {
            _text.Length--;
        }
    }

    private void End()
    {
        if (_words > 0)
        {
            _blocks.Add(new TextBlock(_text.ToString().Trim('\n').TrimEnd(), _words, _linkedWords, _isHeading));
        }

        _text.Clear();
        _words = 0;
        _linkedWords = 0;
        _isHeading = false;
    }

    // Chinese and Japanese write no spaces; two of their characters carry about as much as a word.
    private static int CountWords(string text)
    {
        var words = 0;
        var ideographs = 0;
        var isInWord = false;
        foreach (var character in text)
        {
            if (character is >= '\u3040' and <= '\u9FFF' or >= '\uAC00' and <= '\uD7A3' or >= '\uF900' and <= '\uFAFF')
            {
                ideographs++;
                isInWord = false;
            }
            else if (char.IsLetterOrDigit(character))
            {
                words += isInWord ? 0 : 1;
                isInWord = true;
            }
            else if (character is not ('\'' or '\u2019' or '-' or '.' or ','))
            {
                isInWord = false;
            }
        }

        return words + ((ideographs + 1) / 2);
    }
}
