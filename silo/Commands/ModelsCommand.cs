using System.Globalization;
using WorkerGrains.Engines.Models.Fetching;

namespace WorkerGrains.Silo.Commands;

/// <summary>The verb <c>models</c> of the silo program: <c>models pull</c> fetches a model into the repository folder.</summary>
internal static class ModelsCommand
{
    private const string Usage =
        """
        models pull NAME [--version=1] --Models:Catalog=CATALOGUE --Models:Path=FOLDER
        models pull NAME --from=SOURCE [--sha256=HASH] [--version=1] --Models:Path=FOLDER

          NAME             what the model is called in the catalogue, or is to be called
          --Models:Catalog a file or a URL of https; the environment variable Models__Catalog will do
          --from           a URL, or a file or folder on this machine: model.onnx, model.pt, or a .zip, .tar, .tar.gz or .tgz of a model
          --sha256         the SHA-256 of the file, as its publisher gives it; required for a URL, and known for what a catalogue has
          --version        the version to install it as; of a catalogue, the highest unless told otherwise
          --Models:Path    the repository folder; the environment variable Models__Path will do
        """;

    /// <summary>Whether the arguments are for this verb.</summary>
    public static bool Takes(string[] args) => args is ["models", ..];

    /// <summary>Runs the verb.</summary>
    /// <returns>0 when the model is installed, 1 when it is not, 2 when the arguments are wrong.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            stop.Cancel();
        };
        if (args is not ["models", "pull", var name, .. var rest] || name.StartsWith('-'))
        {
            await Console.Error.WriteLineAsync(Usage);
            return 2;
        }

        var options = new ConfigurationBuilder().SetBasePath(AppContext.BaseDirectory).AddJsonFile("appsettings.json", optional: true).AddEnvironmentVariables().AddCommandLine(rest).Build();
        if (options["Models:Path"] is not { } repository || !Directory.Exists(repository) || !TryReadVersion(options["version"], out var version) || (options["from"] ?? options["Models:Catalog"]) is null)
        {
            await Console.Error.WriteLineAsync(Usage);
            return 2;
        }

        using var client = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(15) }) { Timeout = Timeout.InfiniteTimeSpan };
        using var bar = new ProgressBar(Console.Error, isTerminal: !Console.IsErrorRedirected);
        try
        {
            var fetcher = new ModelFetcher(client, TimeProvider.System);
            var pull = options["from"] is { } source
                ? new ModelPull(Path.GetFullPath(repository), name, source) { Version = version ?? 1, Sha256 = options["sha256"] }
                : await FindAsync(fetcher, options["Models:Catalog"]!, Path.GetFullPath(repository), name, version, options["sha256"], stop.Token);
            var installed = await fetcher.FetchAsync(pull, bar, stop.Token);
            bar.Dispose();
            await Console.Out.WriteLineAsync(pull.Licence is null ? $"Installed {installed}." : $"Installed {installed}. Its licence: {pull.Licence}.");
            return 0;
        }
        catch (Exception exception) when (exception is FetchException or IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            bar.Dispose();
            await Console.Error.WriteLineAsync(exception switch
            {
                FetchException => exception.Message,
                OperationCanceledException => "Stopped. Run the command again to go on.",
                UnauthorizedAccessException => "The repository folder may not be written by this account.",
                _ => "The repository folder cannot be written. See whether the disk is full.",
            });
            return 1;
        }
    }

    private static async Task<ModelPull> FindAsync(
        ModelFetcher fetcher, string catalog, string repository, string name, int? version, string? sha256, CancellationToken cancellationToken)
    {
        var pull = await fetcher.FindAsync(catalog, repository, name, version, cancellationToken);
        return sha256 is null || sha256.Equals(pull.Sha256, StringComparison.OrdinalIgnoreCase)
            ? pull
            : throw new FetchException("The catalogue has another --sha256 for this model. Leave it out, or find out which is right.");
    }

    private static bool TryReadVersion(string? text, out int? version)
    {
        version = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        return text is null || version is not null;
    }
}
