using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Engines;
using WorkerGrains.Engines.Documents;
using WorkerGrains.Engines.Programs;
using WorkerGrains.Tests.Contracts.Encoding;

namespace WorkerGrains.Tests.Engines.Documents;

/// <summary>A converter with the programs of this machine, started once.</summary>
public sealed class DocumentConverterFixture : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection()
        .AddMetrics().AddSingleton(TimeProvider.System).AddSingleton<ProgramInstruments>().AddSingleton<ProgramRunner>().BuildServiceProvider();

    private readonly Lazy<Task<DocumentConverter>> _converter;

    public DocumentConverterFixture() => _converter = new Lazy<Task<DocumentConverter>>(() => StartAsync(new DocumentOptions()));

    internal static string PathOrSkip(string program, string package)
    {
        var path = ProgramLocator.Find(program, configured: null);
        Assert.SkipWhen(path is null, $"Needs {program} (apt-get install {package}).");
        return path!;
    }

    /// <summary>The converter with everything that is installed; skips the test when pandoc is not.</summary>
    internal Task<DocumentConverter> StartedAsync()
    {
        PathOrSkip("pandoc", "pandoc");
        return _converter.Value;
    }

    /// <summary>Converts with everything that is installed; skips the test when pandoc is not.</summary>
    internal async Task<EngineOutcome<ConvertedDocument>> RunAsync(ConvertDocument input)
    {
        return await RunAsync(await StartedAsync(), input);
    }

    internal static async Task<EngineOutcome<ConvertedDocument>> RunAsync(DocumentConverter converter, ConvertDocument input)
    {
        var outcome = (await converter.RunAsync([input], TestContext.Current.CancellationToken))[0];
        Assert.True(
            outcome.IsSuccess || outcome.Error.Reason is null || DocumentCapabilities.Convert.Errors.Any(error => error.Code == outcome.Error.Reason && error.Kind == outcome.Error.Code),
            $"{outcome.Error?.Reason} is not declared.");
        if (outcome.IsSuccess)
        {
            SchemaCheck.AssertPromised(DocumentCapabilities.Convert, outcome.Value!);
        }

        return outcome;
    }

    internal DocumentConverter Create(DocumentOptions options) => new(Options.Create(options), _services.GetRequiredService<ProgramRunner>(), new FormatFinder(identifier: null));

    internal async Task<DocumentConverter> StartAsync(DocumentOptions options)
    {
        var converter = Create(options);
        Assert.True((await converter.StartAsync(CancellationToken.None)).IsReady);
        return converter;
    }

    public void Dispose() => _services.Dispose();
}
