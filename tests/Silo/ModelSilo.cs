using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using WorkerGrains.Client;
using WorkerGrains.Contracts.Encoding;

namespace WorkerGrains.Tests.Silo;

/// <summary>A silo whose repository has every ONNX model of the shared folder, good and bad, each under the name of its file.</summary>
public sealed class ModelSilo : IAsyncLifetime
{
    private SiloProcess? _silo;
    private ConnectedClient? _connected;

    /// <summary>The repository folder.</summary>
    public string Repository { get; } = Directory.CreateTempSubdirectory("workergrains-models-").FullName;

    /// <summary>The names of the models.</summary>
    public IReadOnlyList<string> Names { get; private set; } = [];

    /// <summary>Speaks to the gateway.</summary>
    public HttpClient Http => _silo!.Http;

    /// <summary>Speaks to the silo as another .NET process.</summary>
    public WorkerClient Client => _connected!.Client;

    internal SiloProcess Silo => _silo!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (SharedFiles.Root is { } root)
        {
            Names = [.. Directory.EnumerateFiles(Path.Combine(root, "models"), "*.onnx", SearchOption.AllDirectories).Select(Install)];
        }

        _silo = await SiloProcess.StartAsync("models", $"--Models:Path={Repository}");
        _connected = await ConnectedClient.ToAsync(_silo);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_connected is not null)
        {
            await _connected.DisposeAsync();
        }

        if (_silo is not null)
        {
            await _silo.DisposeAsync();
        }

        Directory.Delete(Repository, recursive: true);
    }

    /// <summary>Adds a version of a model.</summary>
    public void Install(string name, int version, string file)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Repository, name, $"{version}.new")).FullName;
        File.Copy(file, Path.Combine(folder, "model.onnx"));
        Directory.Move(folder, Path.Combine(Repository, name, $"{version}"));
    }

    /// <summary>Runs a model over HTTP.</summary>
    public Task<HttpResponseMessage> InferAsync(string model, object input) =>
        Http.PostAsJsonAsync(new Uri($"/v1/models/{model}/infer", UriKind.Relative), input, ContractJson.Options, Cancellation);

    /// <summary>Runs a model over HTTP and returns the numbers of an output.</summary>
    public async Task<float[]> RunAsync(string model, object input, string? output = null)
    {
        using var response = await InferAsync(model, input);
        var answer = (await response.Content.ReadFromJsonAsync<JsonNode>(Cancellation))!;
        Assert.True(response.IsSuccessStatusCode, answer.ToJsonString());
        var outputs = answer["outputs"]!.AsArray();
        return (output is null ? outputs[0]! : outputs.Single(candidate => (string?)candidate!["name"] == output)!)["data"]!.Deserialize<float[]>()!;
    }

    /// <summary>Changes a model over HTTP.</summary>
    public async Task<JsonNode> ChangeAsync(string model, string change)
    {
        using var response = await Http.PostAsync(new Uri($"/v1/models/{model}/{change}", UriKind.Relative), null, Cancellation);
        return (await response.Content.ReadFromJsonAsync<JsonNode>(Cancellation))!;
    }

    private string Install(string file)
    {
#pragma warning disable CA1308 // Names of models are lower case.
        var name = Path.GetFileNameWithoutExtension(file).ToLowerInvariant();
#pragma warning restore CA1308
        Install(name, 1, file);
        return name;
    }
}
