using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WorkerGrains.Engines.Models;

namespace WorkerGrains.Tests.Engines.Models;

public sealed class ModelRepositoryOptionsTests
{
    [Theory]
    [InlineData("Models:Path", "/no/such/folder", "Models:Path is '/no/such/folder', and there is no such folder.")]
    [InlineData("Models:GpuMemoryShare", "0", "GpuMemoryShare")]
    [InlineData("Models:GpuMemoryShare", "1.1", "GpuMemoryShare")]
    [InlineData("Onnx:Threads", "-1", "Threads")]
    public void Start_OptionsThatCannotBe_FailsAtOnce(string key, string value, string expected)
    {
        using var services = Services(key, value);

        var exception = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IStartupValidator>().Validate());

        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public async Task Start_NoPath_HasOnlyWhatShips(string? path)
    {
        await using var services = Services("Models:Path", path);
        services.GetRequiredService<IStartupValidator>().Validate();

        var load = await services.GetRequiredService<ModelRepository>().LoadAsync("no-such-model", TestContext.Current.CancellationToken);

        Assert.Equal("The model 'no-such-model' is not installed.", load.Readiness.Reason);
    }

    private static ServiceProvider Services(string key, string? value) => new ServiceCollection()
        .AddLogging()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection([new(key, value)]).Build())
        .AddModels()
        .BuildServiceProvider(validateScopes: true);
}
