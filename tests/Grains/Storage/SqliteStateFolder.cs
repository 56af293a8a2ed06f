using System.Diagnostics.Metrics;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using WorkerGrains.Grains.Storage;
using WorkerGrains.Grains.Storage.Sqlite;

namespace WorkerGrains.Tests.Grains.Storage;

/// <summary>A state file in a folder of a test's own, and stores over it.</summary>
internal sealed class SqliteStateFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SqliteStateOptions Options { get; } = new() { Path = "state", FileName = "test", LockTimeout = TimeSpan.FromMilliseconds(50) };

    public string File => Path.Combine(_folder.Path, "state", "test.db");

    /// <summary>Makes the meters of all stores over the file.</summary>
    public IMeterFactory Meters { get; } = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();

    public SqliteGrainStorage Open() => new(Microsoft.Extensions.Options.Options.Create(Options), Host, new StateInstruments(Meters, TimeProvider.System), NullLogger<SqliteWriter>.Instance);

    /// <summary>What the silo would say at its start.</summary>
    public ValidateOptionsResult Check() => new SqliteFileValidator(Host).Validate(null, Options);

    /// <summary>Another program's view of the file.</summary>
    public SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        return connection;
    }

    public void Dispose()
    {
        Meters.Dispose();
        _folder.Dispose();
    }

    private Environment Host => new(_folder.Path);

    private sealed class Environment(string contentRoot) : IHostEnvironment
    {
        public string ApplicationName { get; set; } = "tests";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();

        public string ContentRootPath { get; set; } = contentRoot;

        public string EnvironmentName { get; set; } = Environments.Production;
    }
}
