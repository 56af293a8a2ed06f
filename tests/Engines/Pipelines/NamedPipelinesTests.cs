using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using WorkerGrains.Engines.Pipelines;

namespace WorkerGrains.Tests.Engines.Pipelines;

public sealed class NamedPipelinesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("workergrains-pipelines-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task StartAsync_GoodFiles_AreThePipelinesByTheirNames()
    {
        Write("twice.json", """{ "steps": [{ "id": "a", "capability": "example.greet", "input": { "message": "x" } }] }""");
        Write("notes.txt", "not a pipeline");
        using var host = Build(("Pipelines:Path", _folder));
        await host.StartAsync(Cancellation);

        var pipelines = host.Services.GetRequiredService<NamedPipelines>();

        Assert.Equal(["twice"], pipelines.Names);
        Assert.Equal("example.greet", Assert.Single(pipelines.Find("twice")!.Steps).Capability);
        Assert.Null(pipelines.Find("notes"));
    }

    [Theory]
    [InlineData("bad.json", "{", "The pipeline bad.json: The body is not valid JSON: see line 1, byte 2.")]
    [InlineData("bad.json", """{ "steps": [] }""", "The pipeline bad.json: steps must have between 1 and 256 entries.")]
    [InlineData("bad.json", """{ "steps": [{ "id": "a", "capability": "a.b", "input": { "$ref": "/steps/a" } }] }""", "The pipeline bad.json: Steps need each other's outputs in a circle: a → a. Take one of the references out.")]
    [InlineData("b d.json", "{}", "The pipeline b d.json: its name must be at most 64 letters, digits, hyphens, underscores and dots.")]
    public async Task StartAsync_BadFile_StopsTheStartWithASentence(string file, string json, string sentence)
    {
        Write(file, json);
        using var host = Build(("Pipelines:Path", _folder));

        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancellation));

        Assert.Equal([sentence], exception.Failures);
    }

    [Fact]
    public async Task StartAsync_NoSuchFolder_StopsTheStart()
    {
        using var host = Build(("Pipelines:Path", Path.Combine(_folder, "none")));

        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancellation));

        Assert.Equal(["Pipelines:Path names no folder that is there."], exception.Failures);
    }

    [Theory]
    [InlineData("MaxSteps", "0")]
    [InlineData("MaxSteps", "257")]
    [InlineData("MaxEntries", "0")]
    [InlineData("MaxCalls", "0")]
    [InlineData("MaxHeldBytes", "1023")]
    public async Task StartAsync_OptionOutOfRange_StopsTheStartAndNamesIt(string option, string value)
    {
        using var host = Build(($"Pipelines:{option}", value));

        Assert.Contains(option, (await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Cancellation))).Message, StringComparison.Ordinal);
    }

    private void Write(string file, string text) => File.WriteAllText(Path.Combine(_folder, file), text);

    private static IHost Build(params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings.Select(static setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.Services.AddPipelines();
        return builder.Build();
    }
}
