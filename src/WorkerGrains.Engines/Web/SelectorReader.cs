using System.Diagnostics.CodeAnalysis;
using AngleSharp.Css.Parser;

namespace WorkerGrains.Engines.Web;

/// <summary>Cuts a CSS selector into alternatives and steps. Source of the grammar: Selectors Level 4, section 4.</summary>
internal sealed class SelectorReader
{
    private const int MaxSteps = 16;
    private const int MaxParentheses = 2;

    private static readonly CssSelectorParser s_parser = new();

    private readonly string _css;
    private readonly List<IReadOnlyList<SelectorStep>> _alternatives = [];
    private List<SelectorStep> _steps = [];
    private int _at;
    private int _count;

    private SelectorReader(string css) => _css = css.Trim();

    /// <summary>Reads a selector. False when it is none, or one with more parts than are run.</summary>
    public static bool TryRead(string css, [NotNullWhen(true)] out PageQuery? query)
    {
        var reader = new SelectorReader(css);
        query = reader.TryRead() && SelectorCost.Of(css) is { } cost ? new PageQuery(reader._alternatives, cost) : null;
        return query is not null;
    }

    private bool TryRead()
    {
        var combinator = ' ';
        while (_at < _css.Length)
        {
            var start = _at;
            if (!TrySkipCompound() || _at == start || ++_count > MaxSteps || s_parser.ParseSelector(_css[start.._at]) is not { } compound)
            {
                return false;
            }

            _steps.Add(new SelectorStep(combinator, compound));
            if (_at == _css.Length)
            {
                _alternatives.Add(_steps);
                return true;
            }

            combinator = ReadCombinator();
            if (combinator == ',')
            {
                _alternatives.Add(_steps);
                _steps = [];
                combinator = ' ';
            }
        }

        return false;
    }

    private char ReadCombinator()
    {
        SkipSpace();
        if (_at < _css.Length && _css[_at] is '>' or '+' or '~' or ',')
        {
            var combinator = _css[_at++];
            SkipSpace();
            return combinator;
        }

        return ' ';
    }

    private void SkipSpace()
    {
        while (_at < _css.Length && char.IsWhiteSpace(_css[_at]))
        {
            _at++;
        }
    }

    private bool TrySkipCompound()
    {
        while (_at < _css.Length && !char.IsWhiteSpace(_css[_at]) && _css[_at] is not ('>' or '+' or '~' or ','))
        {
            if (!TrySkipOne(depth: 0))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Skips a character, an escape, or a whole pair of brackets or parentheses.</summary>
    private bool TrySkipOne(int depth)
    {
        switch (_css[_at])
        {
            case '\\':
                _at = Math.Min(_at + 2, _css.Length);
                return true;
            case '[':
                return TrySkipAttribute();
            case '(':
                return depth < MaxParentheses && TrySkipArguments(depth + 1, isFormula: IsFormula());
            case ')' or ']':
                return false;
            default:
                _at++;
                return true;
        }
    }

    /// <summary>Whether the parentheses hold a formula (<c>2n + 1</c>), a language or a text and no selectors.</summary>
    private bool IsFormula()
    {
        var name = _css.AsSpan(0, _at);
        name = name[(name.LastIndexOf(':') + 1)..];
        return name.StartsWith("nth-", StringComparison.OrdinalIgnoreCase) || name.Equals("contains", StringComparison.OrdinalIgnoreCase)
            || name.Equals("lang", StringComparison.OrdinalIgnoreCase) || name.Equals("dir", StringComparison.OrdinalIgnoreCase);
    }

    private bool TrySkipArguments(int depth, bool isFormula)
    {
        _at++;
        while (_at < _css.Length && _css[_at] != ')')
        {
            if (_css[_at] is '"' or '\'')
            {
                if (!TrySkipString())
                {
                    return false;
                }
            }
            else if ((!isFormula && IsCombinator()) || !TrySkipOne(depth))
            {
                return false;
            }
        }

        return _at++ < _css.Length;
    }

    // A combinator inside parentheses would send the search through all ancestors again for each of them.
    private bool IsCombinator()
    {
        if (!char.IsWhiteSpace(_css[_at]))
        {
            return _css[_at] is '>' or '+' or '~';
        }

        var before = _css[_at - 1];
        var after = _css.AsSpan(_at).TrimStart();
        return before is not ('(' or ',') && !char.IsWhiteSpace(before) && !after.IsEmpty && after[0] is not (',' or ')');
    }

    private bool TrySkipAttribute()
    {
        _at++;
        while (_at < _css.Length && _css[_at] != ']')
        {
            if (_css[_at] is '"' or '\'')
            {
                if (!TrySkipString())
                {
                    return false;
                }
            }
            else
            {
                _at += _css[_at] == '\\' ? 2 : 1;
            }
        }

        return _at++ < _css.Length;
    }

    private bool TrySkipString()
    {
        var quote = _css[_at++];
        while (_at < _css.Length && _css[_at] != quote)
        {
            _at += _css[_at] == '\\' ? 2 : 1;
        }

        return _at++ < _css.Length;
    }
}
