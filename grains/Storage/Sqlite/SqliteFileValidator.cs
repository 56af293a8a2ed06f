using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace WorkerGrains.Grains.Storage.Sqlite;

/// <summary>Opens the file when the silo starts, because whether state can be kept there only trying tells.</summary>
internal sealed class SqliteFileValidator(IHostEnvironment host) : IValidateOptions<SqliteStateOptions>
{
    public ValidateOptionsResult Validate(string? name, SqliteStateOptions options)
    {
        if (new SqliteStateOptionsValidator().Validate(name, options).Failed)
        {
            return ValidateOptionsResult.Skip;
        }

        try
        {
            using var connection = new SqliteFile(options, host.ContentRootPath).OpenWriter();
            return ValidateOptionsResult.Success;
        }
        catch (StateException exception)
        {
            return ValidateOptionsResult.Fail(exception.Message);
        }
    }
}
