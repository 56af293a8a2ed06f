using Microsoft.ML;
using Microsoft.ML.Data;
using WorkerGrains.Engines.Tensors;

namespace WorkerGrains.Engines.MLNet;

/// <summary>Tensors as the rows of ML.NET: a column for each.</summary>
/// <remarks>Remembers which columns were asked for, which is how it is known what a model needs of those that it was trained with.</remarks>
/// <param name="schema">The columns.</param>
/// <param name="tensors">Their values, by name; columns without any have zeros and empty texts.</param>
/// <param name="rows">How many rows there are.</param>
internal sealed class TensorRows(DataViewSchema schema, IReadOnlyDictionary<string, Tensor> tensors, int rows) : IDataView
{
    private readonly HashSet<string> _needed = new(StringComparer.Ordinal);

    public DataViewSchema Schema => schema;

    public bool CanShuffle => false;

    /// <summary>The columns that were asked for.</summary>
    public IReadOnlySet<string> Needed => _needed;

    public long? GetRowCount() => rows;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var needed = columnsNeeded.Select(static column => column.Index).ToHashSet();
        _needed.UnionWith(schema.Where(column => needed.Contains(column.Index)).Select(static column => column.Name));
        return new Cursor(this, needed);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) => [GetRowCursor(columnsNeeded, rand)];

    private Tensor? Find(string column) => tensors.GetValueOrDefault(column);

    private sealed class Cursor(TensorRows view, HashSet<int> needed) : DataViewRowCursor
    {
        private int _position = -1;

        public override long Position => _position;

        public override long Batch => 0;

        public override DataViewSchema Schema => view.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => needed.Contains(column.Index);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
            (ValueGetter<TValue>)TensorColumn.GetterOf(column, view.Find(column.Name), () => _position);

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)_position, 0);

        public override bool MoveNext()
        {
            if (_position + 1 < view.GetRowCount())
            {
                _position++;
                return true;
            }

            return false;
        }
    }
}
