using System.Globalization;
using AngleSharp.Dom;
using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Engines.Web;

/// <summary>Reads tables into grids. Source: WHATWG HTML, "Forming a table", with the sizes that spans claim bounded.</summary>
internal sealed class TableReader(int maxCells, TextBudget budget)
{
    private const string Member = "tables";
    private const int MaxColumns = 1_000;
    private const int MaxCellLength = 10_000;

    private readonly int _maxCells = maxCells;

    // By column: cells of rows above that reach further down.
    private readonly Dictionary<int, (string Text, int RowsLeft)> _hanging = [];
    private int _cellsLeft = maxCells;

    public HtmlTable? Read(IElement table)
    {
        var rows = new List<List<string>>();
        var headers = 0;
        foreach (var row in RowsOf(table))
        {
            if (_cellsLeft <= 0)
            {
                budget.Cut(Member);
                break;
            }

            if (AddRow(rows, row) && headers == rows.Count - 1)
            {
                headers++;
            }
        }

        return Finish(table, rows, headers);
    }

    private static IEnumerable<IElement> RowsOf(IElement table) => table.ChildNodes.OfType<IElement>()
        .SelectMany(static child => child.LocalName is "thead" or "tbody" or "tfoot" ? child.ChildNodes.OfType<IElement>() : [child])
        .Where(static row => row.LocalName == "tr");

    /// <summary>Adds a row; true when it is one of headers.</summary>
    private bool AddRow(List<List<string>> rows, IElement row)
    {
        if (rows.Count == 0)
        {
            _hanging.Clear();
        }

        var cells = new List<string>();
        var isHeader = true;
        var hasCells = false;
        foreach (var cell in row.ChildNodes.OfType<IElement>())
        {
            if (cell.LocalName is not ("td" or "th"))
            {
                continue;
            }

            FillFromAbove(cells);
            hasCells = true;
            isHeader &= cell.LocalName == "th";
            AddCell(cells, cell);
        }

        FillFromAbove(cells);
        rows.Add(cells);
        return hasCells && (isHeader || row.ParentElement?.LocalName == "thead");
    }

    private void AddCell(List<string> cells, IElement cell)
    {
        var text = budget.Take(Member, ElementText.Of(cell, Math.Min(budget.Left, MaxCellLength)));
        var columns = Span(cell, "colspan");
        var rows = Span(cell, "rowspan");
        for (var i = 0; i < columns; i++)
        {
            if (cells.Count >= MaxColumns || _cellsLeft <= 0)
            {
                budget.Cut(Member);
                return;
            }

            if (rows > 1)
            {
                _hanging[cells.Count] = (text, rows);
            }

            Place(cells, text, isRepeated: i > 0);
        }
    }

    /// <summary>Repeats the cells of earlier rows that reach down to where the row has come.</summary>
    private void FillFromAbove(List<string> cells)
    {
        while (_hanging.TryGetValue(cells.Count, out var above))
        {
            if (above.RowsLeft <= 1)
            {
                _hanging.Remove(cells.Count);
                return;
            }

            if (_cellsLeft <= 0)
            {
                return;
            }

            _hanging[cells.Count] = above with { RowsLeft = above.RowsLeft - 1 };
            Place(cells, above.Text, isRepeated: true);
        }
    }

    private void Place(List<string> cells, string text, bool isRepeated)
    {
        // A text in several cells counts each time, because the answer holds it each time.
        cells.Add(isRepeated ? budget.Take(Member, text) : text);
        _cellsLeft--;
    }

    private static int Span(IElement cell, string attribute) =>
        int.TryParse(cell.GetAttribute(attribute), NumberStyles.None, CultureInfo.InvariantCulture, out var span) ? Math.Clamp(span, 1, MaxColumns) : 1;

    private HtmlTable? Finish(IElement table, List<List<string>> rows, int headers)
    {
        var width = rows.Count == 0 ? 0 : rows.Max(static row => row.Count);
        if (width == 0)
        {
            return null;
        }

        // One wide row would widen all others.
        var height = Math.Min(rows.Count, Math.Max(1, _maxCells / width));
        if (height < rows.Count)
        {
            budget.Cut(Member);
        }

        var caption = table.ChildNodes.OfType<IElement>().FirstOrDefault(static child => child.LocalName == "caption");
        return new HtmlTable
        {
            Caption = caption is null ? null : budget.Take(Member, ElementText.Of(caption, Math.Min(budget.Left, MaxCellLength))),
            HeaderRows = Math.Min(headers, height),
            Rows = [.. rows.Take(height).Select(row => (IReadOnlyList<string>)[.. row, .. Enumerable.Repeat("", width - row.Count)])],
        };
    }
}
