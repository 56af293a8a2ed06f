namespace WorkerGrains.Tests.Engines.Models;

public sealed class LoadedModelTests : IDisposable
{
    private readonly TemporaryModels _models = new();

    public void Dispose() => _models.Dispose();

    [Theory]
    [InlineData("cat\ndog\nred fox, Vulpes vulpes\n")]
    [InlineData("cat\r\ndog\r\nred fox, Vulpes vulpes")]
    [InlineData("\uFEFFcat\ndog \nred fox, Vulpes vulpes\n\n")]
    public async Task TryReadLabels_OneALine_ReadsThem(string text)
    {
        _models.AddTiny("double", "1", "mul2_f32.onnx").Write("double", "model.json", """{ "labels": "labels.txt" }""").Write("double", "labels.txt", text);

        Assert.Equal(["cat", "dog", "red fox, Vulpes vulpes"], (await ReadAsync(3)).Labels!);
    }

    [Fact]
    public async Task TryReadLabels_OtherCount_SaysSo()
    {
        _models.AddTiny("double", "1", "mul2_f32.onnx").Write("double", "model.json", """{ "labels": "labels.txt" }""").Write("double", "labels.txt", "cat\ndog\n");

        Assert.Equal("The model 'double' tells 3 things apart, but has 2 labels.", (await ReadAsync(3)).Problem);
    }

    [Fact]
    public async Task TryReadLabels_NoneNamed_SaysSo()
    {
        _models.AddTiny("double", "1", "mul2_f32.onnx");

        Assert.Equal("The model 'double' has no labels.", (await ReadAsync(3)).Problem);
    }

    [Theory]
    [InlineData("missing.txt")]
    [InlineData("../double/labels.txt")]
    [InlineData("1/model.onnx")]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("link.txt")]
    [InlineData("binary.txt")]
    public async Task TryReadLabels_FileThatIsNotReadable_SaysSo(string file)
    {
        _models.AddTiny("double", "1", "mul2_f32.onnx").Write("double", "model.json", $$"""{ "labels": "{{file}}" }""").Write("double", "labels.txt", "cat\ndog\nfox");
        File.CreateSymbolicLink(Path.Combine(_models.Path, "double", "link.txt"), Path.Combine(_models.Path, "double", "labels.txt"));
        File.WriteAllBytes(Path.Combine(_models.Path, "double", "binary.txt"), [0xFF, 0xFE, 0x00, 0xD8]);

        Assert.Equal("The labels of the model 'double' cannot be read.", (await ReadAsync(3)).Problem);
    }

    private async Task<(IReadOnlyList<string>? Labels, string? Problem)> ReadAsync(int count)
    {
        using var repository = _models.Open();
        var load = await repository.LoadAsync("double", TestContext.Current.CancellationToken);
        load.Model!.TryReadLabels(count, out var labels, out var problem);
        return (labels, problem?.Reason);
    }
}
