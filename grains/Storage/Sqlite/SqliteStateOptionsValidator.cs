using Microsoft.Extensions.Options;

namespace WorkerGrains.Grains.Storage.Sqlite;

[OptionsValidator]
internal sealed partial class SqliteStateOptionsValidator : IValidateOptions<SqliteStateOptions>;
