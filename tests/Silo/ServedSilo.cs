using System.Globalization;
using ThirdParty.Busy;
using WorkerGrains.Client;
using WorkerGrains.Tests.Engines.Models;

namespace WorkerGrains.Tests.Silo;

/// <summary>One silo in a process of its own, and a .NET client of it.</summary>
public sealed class ServedSilo : IAsyncLifetime
{
    // Nobody kills this silo: if it is long in answering, it has little of a busy machine, and is not lost.
    private static readonly TimeSpan s_probeAfter = TimeSpan.FromSeconds(30);

    private SiloProcess? _silo;
    private ConnectedClient? _connected;
    private TemporaryModels? _models;
    private TemporaryFolder? _pipelines;

    /// <summary>Speaks to the gateway.</summary>
    public HttpClient Http => Silo.Http;

    /// <summary>Speaks to the silo as another .NET process.</summary>
    public WorkerClient Client => _connected!.Client;

    /// <summary>The grains of the silo, as that process reaches them.</summary>
    internal IGrainFactory Grains => _connected!.Grains;

    internal SiloProcess Silo => _silo!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _models = RealModels.LayOut();
        _pipelines = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Combine(_pipelines.Path, $"{MailPipeline}.json"), MailPipelineJson);
        _silo = await SiloProcess.StartAsync(
            "served",
            $"--Models:Path={_models.Path}",
            $"--Pipelines:Path={_pipelines.Path}",
            $"--Modules:0={typeof(BusyModule).Assembly.Location}",
            string.Create(CultureInfo.InvariantCulture, $"--Engines:{BusyCapabilities.Wait.Name}:MaxQueueLength={BusyQueue}"));
        _connected = await ConnectedClient.ToAsync(options =>
        {
            options.ClientPorts.Add(_silo.ClientPort);
            options.ProbeAfter = s_probeAfter;
        });
    }

    /// <summary>The name of a pipeline that classifies the mails of a mailbox.</summary>
    internal const string MailPipeline = "mail";

    private const string MailPipelineJson =
        """
        {
          "stream": { "id": "mail", "capability": "email.parse", "input": { "data": { "$ref": "/body" }, "headers": false, "html": false, "maxTextLength": 500 } },
          "steps": [{ "id": "kind", "capability": "email.classify", "input": { "subject": { "$ref": "/steps/mail/subject" }, "body": { "$ref": "/steps/mail/text" } } }],
          "output": { "subject": { "$ref": "/steps/mail/subject" }, "kind": { "$ref": "/steps/kind/classifications/0/label" }, "for": { "$ref": "/input", "default": null } }
        }
        """;

    /// <summary>How many inputs of <c>busy.wait</c> may queue.</summary>
    internal const int BusyQueue = 2;

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

        _models?.Dispose();
        _pipelines?.Dispose();
    }
}
