namespace WorkerGrains.Tables;

/// <summary>The SQL that writes rows as JSON.</summary>
internal static class JsonRows
{
    /// <summary>A row as an array of its values.</summary>
    public static string Array(List<(string Name, string Type)> columns) => $"json_array({string.Join(", ", columns.Select(Value))})";

    /// <summary>A row as an object with a member for each column.</summary>
    public static string Object(List<(string Name, string Type)> columns) =>
        $"json_object({string.Join(", ", columns.Select(static column => $"{TableDatabase.Text(column.Name)}, {Value(column)}"))})";

    /// <summary>Whether what is written needs <see cref="NonFiniteJson"/>.</summary>
    public static bool MayHoldNonFinite(List<(string Name, string Type)> columns) => columns.Exists(static column =>
        column.Type.Contains("FLOAT", StringComparison.Ordinal) || column.Type.Contains("DOUBLE", StringComparison.Ordinal) || column.Type.Contains("JSON", StringComparison.Ordinal));

    private static string Value((string Name, string Type) column)
    {
        var name = TableDatabase.Name(column.Name);
        return column.Type == "BLOB" ? $"base64({name})" : name;
    }
}
