using System.Text;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Tables.Protocol;

namespace WorkerGrains.Engines.Tables;

/// <summary>The tables of a request: what is said of each, and its bytes.</summary>
internal sealed record TableContents(IReadOnlyList<TableFile> Files, IReadOnlyList<ReadOnlyMemory<byte>> Contents)
{
    /// <summary>The name of a table that came as the raw body.</summary>
    private const string BodyName = "data";

    public static TableContents Of(ReadOnlyMemory<byte> data, TableFormat? format) =>
        new([new TableFile { Name = BodyName, Format = format, Length = data.Length }], [data]);

    public static TableContents Of(IReadOnlyList<TableInput> tables)
    {
        var contents = tables.Select(static table => table.Data ?? Encoding.UTF8.GetBytes(table.Text!)).ToList();
        return new TableContents([.. tables.Select((table, index) => new TableFile
        {
            Name = table.Name,
            Format = table.Format,
            Delimiter = table.Delimiter,
            Header = table.Header,
            Length = contents[index].Length,
        })], contents);
    }
}
