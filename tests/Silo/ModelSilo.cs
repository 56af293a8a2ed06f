using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using WorkerGrains.Client;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Encoding;
using WorkerGrains.Tests.Readme;
using WorkerGrains.Tests.Silo.Manifest;

namespace WorkerGrains.Tests.Silo;

/// <summary>A silo whose repository has every model of the shared folder, good and bad, each under the name of its file.</summary>
public sealed class ModelSilo : IAsyncLifetime
{
    /// <summary>The collection of the tests that share one.</summary>
    public const string Shared = "Models of the shared folder";

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
            Names =
            [
                .. Directory.EnumerateFiles(Path.Combine(root, "models"), "*.onnx", SearchOption.AllDirectories).Select(Install),
                .. TorchScripts.Find(root).Select(script => Install(script.File, script.Settings)),
            ];
        }

        Directory.EnumerateFiles(Path.Combine(ReadmeFile.Folder, "tests", "Silo", "Manifest", "Forests"), "*.onnx").ToList().ForEach(file => Install(file));

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
        File.Copy(file, Path.Combine(folder, Path.GetExtension(file) == ".onnx" ? "model.onnx" : "model.pt"));
        Directory.Move(folder, Path.Combine(Repository, name, $"{version}"));
    }

    /// <summary>Adds the first version of a model and what its <c>model.json</c> says, and has it loaded.</summary>
    public async Task InstallAsync(string name, string file, string settings)
    {
        Install(name, 1, file);
        await File.WriteAllTextAsync(Path.Combine(Repository, name, "model.json"), settings, Cancellation);
        var change = await ChangeAsync(name, "load");
        Assert.True((bool?)change["done"] ?? false, $"{name}: {change.ToJsonString()}");
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

    /// <summary>Runs a model over HTTP and returns the whole answer.</summary>
    public async Task<ModelInference> AnswerAsync(string model, InferModel input)
    {
        using var response = await InferAsync(model, input);
        Assert.True(response.IsSuccessStatusCode, $"{model}: {(response.IsSuccessStatusCode ? "" : await response.Content.ReadAsStringAsync(Cancellation))}");
        return (await response.Content.ReadFromJsonAsync<ModelInference>(ContractJson.Options, Cancellation))!;
    }

    /// <summary>What a model that refuses an input says over HTTP.</summary>
    public async Task<JsonNode> RefusalAsync(string model, InferModel input)
    {
        using var response = await InferAsync(model, input);
        var problem = (await response.Content.ReadFromJsonAsync<JsonNode>(Cancellation))!;
        Assert.False(response.IsSuccessStatusCode, problem.ToJsonString());
        return problem;
    }

    /// <summary>Changes a model over HTTP.</summary>
    public async Task<JsonNode> ChangeAsync(string model, string change)
    {
        using var response = await Http.PostAsync(new Uri($"/v1/models/{model}/{change}", UriKind.Relative), null, Cancellation);
        return (await response.Content.ReadFromJsonAsync<JsonNode>(Cancellation))!;
    }

    private string Install(string file)
    {
        var name = NameOf(file);
        Install(name, 1, file);
        return name;
    }

    private string Install(string file, string settings)
    {
        var name = Install(file);
        File.WriteAllText(Path.Combine(Repository, name, "model.json"), settings);
        return name;
    }

#pragma warning disable CA1308 // Names of models are lower case.
    private static string NameOf(string file) => Path.GetFileNameWithoutExtension(file).ToLowerInvariant();
#pragma warning restore CA1308
}

/// <summary>One silo for all tests of these models.</summary>
[CollectionDefinition(ModelSilo.Shared)]
public sealed class SharedModelSilo : ICollectionFixture<ModelSilo>;
