using Microsoft.ML.OnnxRuntime.Tensors;

namespace WorkerGrains.Tests.Engines.Models;

public sealed class ModelRepositoryTests : IDisposable
{
    private readonly TemporaryModels _models = new();

    public void Dispose() => _models.Dispose();

    [Fact]
    public async Task LoadAsync_NotInstalled_SaysWhereToPutIt()
    {
        using var repository = _models.Open();

        var load = await repository.LoadAsync("image-classify", TestContext.Current.CancellationToken);

        Assert.False(load.IsReady);
        Assert.Equal("The model 'image-classify' is not installed.", load.Readiness.Reason);
        Assert.Equal("Put model.onnx into image-classify/1/ of the model repository folder (Models:Path).", load.Readiness.Remedy);
    }

    [Fact]
    public async Task LoadAsync_InstalledAfterAFailure_Loads()
    {
        using var repository = _models.Open();
        Assert.False((await repository.LoadAsync("double", TestContext.Current.CancellationToken)).IsReady);

        _models.AddTiny("double", "1", "mul2_f32.onnx");

        Assert.True((await repository.LoadAsync("double", TestContext.Current.CancellationToken)).IsReady);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../double")]
    [InlineData("double/1")]
    [InlineData("double\\1")]
    [InlineData("/etc")]
    [InlineData("Double")]
    [InlineData("double ")]
    [InlineData("double\n")]
    [InlineData("double.")]
    [InlineData("dou\0ble")]
    [InlineData("döuble")]
    public async Task LoadAsync_NameThatIsNone_IsRefused(string name)
    {
        using var repository = _models.AddTiny("double", "1", "mul2_f32.onnx").Open();

        var load = await repository.LoadAsync(name, TestContext.Current.CancellationToken);

        Assert.Equal("The name of a model is not valid.", load.Readiness.Reason);
    }

    [Theory]
    [InlineData("double")]
    [InlineData("double-it_2.5")]
    [InlineData("2")]
    public async Task LoadAsync_NameThatIsOne_Loads(string name)
    {
        using var repository = _models.AddTiny(name, "1", "mul2_f32.onnx").Open();

        Assert.True((await repository.LoadAsync(name, TestContext.Current.CancellationToken)).IsReady);
    }

    [Fact]
    public async Task LoadAsync_SeveralVersions_TakesTheHighestNumber()
    {
        _models.AddTiny("double", "2", "mul2_f32.onnx").AddTiny("double", "10", "identity_f32.onnx").AddTiny("double", "v99", "mul2_f32.onnx")
            .AddTiny("double", "011", "mul2_f32.onnx").AddTiny("double", "-12", "mul2_f32.onnx").AddTiny("double", "99999999999", "mul2_f32.onnx");
        Directory.CreateDirectory(Path.Combine(_models.Path, "double", "13"));
        using var repository = _models.Open();

        var load = await repository.LoadAsync("double", TestContext.Current.CancellationToken);

        Assert.Equal(10, load.Model!.Version);
        Assert.True(load.Model.Onnx.Inputs[0].Fits(TensorElementType.Float, -1, 99));
    }

    [Fact]
    public async Task LoadAsync_ManyAtOnce_LoadsOnce()
    {
        using var repository = _models.AddTiny("double", "1", "mul2_f32.onnx").Open();

        var loads = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => repository.LoadAsync("double", TestContext.Current.CancellationToken)));

        Assert.Single(loads.Select(static load => load.Model).Distinct());
    }

    [Fact]
    public async Task LoadAsync_CanceledWait_LeavesTheLoadToOthers()
    {
        using var repository = _models.AddTiny("double", "1", "mul2_f32.onnx").Open();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => repository.LoadAsync("double", new CancellationToken(canceled: true)));

        Assert.True((await repository.LoadAsync("double", TestContext.Current.CancellationToken)).IsReady);
    }

    [Fact]
    public async Task LoadAsync_BadModelFile_SaysWhichAndWhy()
    {
        using var repository = _models.AddTiny("double", "3", "bad_empty.onnx").Open();

        var load = await repository.LoadAsync("double", TestContext.Current.CancellationToken);

        Assert.Equal("Version 3 of the model 'double' cannot be loaded. The model file is empty.", load.Readiness.Reason);
        Assert.DoesNotContain(_models.Path, load.Readiness.Reason + load.Readiness.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LoadAsync_Settings_AreRead()
    {
        _models.AddTiny("double", "1", "mul2_f32.onnx").Write("double", "model.json", """{ "description": "Doubles.", "batching": { "maxBatchSize": 7 } }""");
        using var repository = _models.Open();

        var load = await repository.LoadAsync("double", TestContext.Current.CancellationToken);

        Assert.Equal("Doubles.", load.Model!.Settings.Description);
        Assert.Equal(7, load.Model.Settings.Batching.MaxBatchSize);
    }

    [Fact]
    public async Task LoadAsync_UnknownKeyInSettings_NamesKeyAndModel()
    {
        _models.AddTiny("double", "1", "mul2_f32.onnx").Write("double", "model.json", """{ "batching": { "maxBatch": 7 } }""");
        using var repository = _models.Open();

        var load = await repository.LoadAsync("double", TestContext.Current.CancellationToken);

        Assert.Equal("The model.json of the model 'double' has the unknown key 'batching.maxBatch'.", load.Readiness.Reason);
    }

    [Theory]
    [InlineData("""{ "inputs": [{ "name": "x", "datatype": "fp32", "shape": [-1, 4] }], "outputs": [{ "name": "y", "datatype": "fp32", "shape": [8, 4] }] }""", null)]
    [InlineData("""{ "inputs": [{ "name": "z", "datatype": "fp32", "shape": [-1, 4] }] }""", "inputs")]
    [InlineData("""{ "inputs": [{ "name": "x", "datatype": "int64", "shape": [-1, 4] }] }""", "inputs")]
    [InlineData("""{ "inputs": [{ "name": "x", "datatype": "fp32", "shape": [-1, 5] }] }""", "inputs")]
    [InlineData("""{ "outputs": [{ "name": "y", "datatype": "fp32", "shape": [4] }] }""", "outputs")]
    public async Task LoadAsync_DeclaredOtherwiseThanTheFile_SaysWhich(string settings, string? key)
    {
        using var repository = _models.AddTiny("double", "1", "mul2_f32.onnx").Write("double", "model.json", settings).Open();

        var load = await repository.LoadAsync("double", TestContext.Current.CancellationToken);

        Assert.Equal(key is null, load.IsReady);
        Assert.Equal(key is null, load.Readiness.Reason?.Contains($"under '{key}' otherwise", StringComparison.Ordinal) != true);
    }

    [Fact]
    public async Task LoadAsync_ModelByWayOfALink_IsRefused()
    {
        var elsewhere = Directory.CreateTempSubdirectory("workergrains-elsewhere-");
        try
        {
            File.Copy(SharedFiles.PathOrSkip("models", "tiny", "mul2_f32.onnx"), Path.Combine(elsewhere.FullName, "model.onnx"));
            Directory.CreateDirectory(Path.Combine(_models.Path, "by-version"));
            Directory.CreateSymbolicLink(Path.Combine(_models.Path, "by-version", "1"), elsewhere.FullName);
            Directory.CreateDirectory(Path.Combine(_models.Path, "by-file", "1"));
            File.CreateSymbolicLink(Path.Combine(_models.Path, "by-file", "1", "model.onnx"), Path.Combine(elsewhere.FullName, "model.onnx"));
            _models.AddTiny("real", "1", "mul2_f32.onnx");
            Directory.CreateSymbolicLink(Path.Combine(_models.Path, "by-name"), Path.Combine(_models.Path, "real"));
            using var repository = _models.Open();

            foreach (var name in (string[])["by-version", "by-file", "by-name"])
            {
                var load = await repository.LoadAsync(name, TestContext.Current.CancellationToken);
                Assert.Equal($"The model '{name}' is installed by way of a link, and links are not followed.", load.Readiness.Reason);
            }
        }
        finally
        {
            elsewhere.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task LoadAsync_SettingsByWayOfALink_AreRefused()
    {
        _models.AddTiny("double", "1", "mul2_f32.onnx").Write("double", "other.json", "{}");
        File.CreateSymbolicLink(Path.Combine(_models.Path, "double", "model.json"), Path.Combine(_models.Path, "double", "other.json"));
        using var repository = _models.Open();

        var load = await repository.LoadAsync("double", TestContext.Current.CancellationToken);

        Assert.Equal("The model.json of the model 'double' is a link or larger than 1 MiB.", load.Readiness.Reason);
    }

    [Fact]
    public async Task Dispose_LoadedModel_IsDisposedOf()
    {
        var repository = _models.AddTiny("double", "1", "mul2_f32.onnx").Open();
        var load = await repository.LoadAsync("double", TestContext.Current.CancellationToken);

        repository.Dispose();

        Assert.Throws<ObjectDisposedException>(() => load.Model!.Onnx.Run([], [], [], CancellationToken.None));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => repository.LoadAsync("double", CancellationToken.None));
    }
}
