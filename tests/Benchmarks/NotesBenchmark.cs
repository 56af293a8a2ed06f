using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using WorkerGrains.Benchmarks.Harness;
using WorkerGrains.Benchmarks.Load;
using WorkerGrains.Benchmarks.Processes;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Grains.Notes.Records;
using WorkerGrains.Grains.Storage;
using WorkerGrains.Grains.Storage.Sqlite;

namespace WorkerGrains.Benchmarks;

/// <summary>What a stored note costs: changes of notes over HTTP, beside the same records written to the bare store in this process. Both wait for the disk.</summary>
internal sealed class NotesBenchmark : IBenchmark
{
    private const int Writers = 32;
    private static readonly string s_text = string.Concat(Enumerable.Range(0, 128).Select(static number => $"word{number:000} "));

    public string Name => "notes";

    public async Task<IReadOnlyList<Comparison>> RunAsync(RunLength length)
    {
        var folder = Directory.CreateTempSubdirectory("workergrains-notes-");
        try
        {
            return
            [
                .. await CompareAsync(length, folder.FullName, "without history", "--Notes:MaxHistoryVersions=0"),
                .. await CompareAsync(length, folder.FullName, "with 20 versions"),
            ];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<Comparison[]> CompareAsync(RunLength length, string folder, string what, params string[] settings)
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var instruments = new StateInstruments(services.GetRequiredService<IMeterFactory>(), TimeProvider.System);
        using var bare = new SqliteGrainStorage(Options.Create(new SqliteStateOptions { FileName = "bare" }), new Folder(folder), instruments, NullLogger<SqliteWriter>.Instance);
        using var silo = await SiloProcess.StartAsync(GreetCall.Of(ExampleCapabilities.Greet), [$"--State:Sqlite:Path={folder}", .. settings]);
        HttpCall[] calls = [.. Enumerable.Range(0, Writers).Select(writer => HttpCall.Post(
            silo.Port,
            $"/v1/capabilities/{NotesCapabilities.Put.Name}/run",
            "application/json",
            JsonSerializer.SerializeToUtf8Bytes(new { collection = "notes", id = $"note-{writer}", text = s_text, overwrite = true })))];

        HttpLoad.Run(calls, silo.Process, Writers, length.WarmUp);
        await WriteAsync(bare, length.WarmUp);
        var rounds = await Rounds.RunAsync(
            length.Rounds,
            () => WriteAsync(bare, length.Round),
            () => Task.FromResult(HttpLoad.Run(calls, silo.Process, Writers, length.Round).PerSecond));
        return [Comparison.Ratio($"notes: 1 KiB, {Writers} callers, {what}", "puts/s", rounds, static perSecond => perSecond)];
    }

    /// <summary>Has as many writers as there are callers each write its record again and again.</summary>
    private static async Task<double> WriteAsync(SqliteGrainStorage store, TimeSpan duration)
    {
        var started = Stopwatch.GetTimestamp();
        var written = await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(async () =>
        {
            var grain = GrainId.Create("bare", Guid.NewGuid().ToString("N"));
            var state = new GrainState<NoteRecord>(new NoteRecord { Id = "bare", Versions = [new VersionRecord { Text = s_text }] });
            var count = 0;
            for (; Stopwatch.GetElapsedTime(started) < duration; count++)
            {
                await store.WriteStateAsync("note", grain, state);
            }

            return count;
        })));
        return written.Sum() / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private sealed class Folder(string path) : IHostEnvironment
    {
        public string ApplicationName { get; set; } = "benchmarks";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();

        public string ContentRootPath { get; set; } = path;

        public string EnvironmentName { get; set; } = Environments.Production;
    }
}
