using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Storage;

namespace WorkerGrains.Grains.Storage.Sqlite;

/// <summary>Keeps the state of grains in a SQLite file of this machine.</summary>
/// <remarks>Thread-safe. A write that returned is durable; one that threw <see cref="StateException"/> is not stored.</remarks>
internal sealed class SqliteGrainStorage : IGrainStorage, IDisposable
{
    private readonly StateSerializer _serializer = new();
    private readonly SqliteWriter _writer;
    private readonly SqliteReaders _readers;

    public SqliteGrainStorage(IOptions<SqliteStateOptions> options, IHostEnvironment host, StateInstruments instruments, ILogger<SqliteWriter> logger)
    {
        var file = new SqliteFile(options.Value, host.ContentRootPath);
        _writer = new SqliteWriter(file, options.Value, instruments, logger);
        _readers = new SqliteReaders(file, options.Value.Readers);
    }

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (await _readers.ReadAsync(grainId.ToString(), stateName) is { } found)
        {
            (grainState.State, grainState.ETag, grainState.RecordExists) = (_serializer.Deserialize<T>(new BinaryData(found.Data)), found.ETag, true);
        }
        else
        {
            Forget(grainState);
        }
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var write = new SqliteWrite(grainId.ToString(), stateName, grainState.ETag, _serializer.Serialize(grainState.State).ToMemory());
        await WriteAsync(write);
        (grainState.ETag, grainState.RecordExists) = (write.ETag, true);
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await WriteAsync(new SqliteWrite(grainId.ToString(), stateName, grainState.ETag, Data: null));
        Forget(grainState);
    }

    public void Dispose()
    {
        _writer.Dispose();
        _readers.Dispose();
    }

    private async Task WriteAsync(SqliteWrite write)
    {
        if (!await _writer.WriteAsync(write))
        {
            throw new InconsistentStateException("The record has been changed or removed since it was read.", "unknown", write.Known ?? "none");
        }
    }

    private static void Forget<T>(IGrainState<T> grainState) =>
        (grainState.State, grainState.ETag, grainState.RecordExists) = (Activator.CreateInstance<T>(), null, false);
}
