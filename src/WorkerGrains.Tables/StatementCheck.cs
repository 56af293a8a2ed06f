using System.Runtime.InteropServices;
using DuckDB.NET.Native;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Tables;

/// <summary>Lets one SELECT through and nothing else, as DuckDB's own parser sees it.</summary>
internal static partial class StatementCheck
{
    private const int Select = 1;

    public static WorkError? Check(TableDatabase database, string sql)
    {
        if (sql.Contains('\0', StringComparison.Ordinal))
        {
            return TableErrors.ImpossibleCharacter;
        }

        var count = NativeMethods.ExtractStatements.DuckDBExtractStatements(database.Native, sql, out var statements);
        using (statements)
        {
            if (count != 1)
            {
                var message = count == 0 ? NativeMethods.ExtractStatements.DuckDBExtractStatementsError(statements) : null;
                return string.IsNullOrEmpty(message) ? TableErrors.NotOneSelect : DuckDbFailure.Explain(new InvalidOperationException(message), sql);
            }

            var state = NativeMethods.ExtractStatements.DuckDBPrepareExtractedStatement(database.Native, statements, 0, out var statement);
            using (statement)
            {
                if (state != DuckDBState.Success)
                {
                    return DuckDbFailure.Explain(new InvalidOperationException(NativeMethods.PreparedStatements.DuckDBPrepareError(statement)), sql);
                }

                return StatementType(statement) != Select ? TableErrors.NotOneSelect
                    : NativeMethods.PreparedStatements.DuckDBParams(statement) > 0 ? TableErrors.Parameters
                    : null;
            }
        }
    }

    private static int StatementType(DuckDBPreparedStatement statement) => StatementType(statement.DangerousGetHandle());

    [LibraryImport("duckdb", EntryPoint = "duckdb_prepared_statement_type")]
    private static partial int StatementType(nint statement);
}
