using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Gateway;

namespace WorkerGrains.Tests.Gateway;

/// <summary>A gateway in front of a controller that does as the test says.</summary>
internal sealed class GatewayHost : IAsyncDisposable
{
    public const string Run = "/v1/capabilities/example.greet/run";

    private readonly WebApplication _app;

    private GatewayHost(WebApplication app, HttpClient client)
    {
        _app = app;
        Client = client;
    }

    public HttpClient Client { get; }

    public ScriptedController Controller => (ScriptedController)_app.Services.GetRequiredService<IController>();

    public ScriptedModels Models => (ScriptedModels)_app.Services.GetRequiredService<IModelController>();

    public FixedPicture Picture => (FixedPicture)_app.Services.GetRequiredService<IClusterPicture>();

    public IServiceProvider Services => _app.Services;

    /// <summary>What was logged as a warning or worse.</summary>
    public IReadOnlyList<FakeLogRecord> Complaints =>
        [.. _app.Services.GetFakeLogCollector().GetSnapshot().Where(static record => record.Level >= LogLevel.Warning)];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>In memory.</summary>
    public static Task<GatewayHost> StartAsync(params CapabilityDescriptor[] offered) => StartAsync(offered, static _ => { });

    /// <summary>In memory, changed by the test before it is built.</summary>
    public static async Task<GatewayHost> StartAsync(CapabilityDescriptor[] offered, Action<WebApplicationBuilder> configure, Action<WebApplication>? map = null)
    {
        var app = Build(offered, builder =>
        {
            builder.WebHost.UseTestServer();
            configure(builder);
        });
        map?.Invoke(app);
        await app.StartAsync(Cancellation);
        return new GatewayHost(app, app.GetTestClient());
    }

    /// <summary>On a port, for what only the real server does.</summary>
    public static async Task<GatewayHost> ListenAsync(CapabilityDescriptor[] offered, params KeyValuePair<string, string?>[] settings)
    {
        var app = Build(offered, builder =>
        {
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Configuration.AddInMemoryCollection(settings);
        });
        await app.StartAsync(Cancellation);
        return new GatewayHost(app, new HttpClient { BaseAddress = new Uri(app.Urls.Single()) });
    }

    /// <summary>Runs the greeting with an empty object.</summary>
    public async Task<HttpResponseMessage> RunAsync(params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Run) { Content = new StringContent("{}") };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Client.SendAsync(request, Cancellation);
    }

    /// <summary>Checks that an answer is a problem, and returns it.</summary>
    public static async Task<JsonElement> AssertProblemAsync(HttpResponseMessage response, HttpStatusCode status, string code)
    {
        var problem = JsonElement.Parse(await response.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal((status, code), (response.StatusCode, problem.GetProperty("code").GetString()));
        return problem;
    }

    /// <summary>A header that comes once or not at all.</summary>
    public static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? Assert.Single(values) : null;

    /// <summary>Opens a connection for a request that no client library would write.</summary>
    public async Task<NetworkStream> ConnectAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", Client.BaseAddress!.Port, Cancellation);
        return new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>Sends a request as it is written and returns all that comes back until the server closes.</summary>
    public async Task<string> SendRawAsync(string request)
    {
        await using var connection = await ConnectAsync();
        await connection.WriteAsync(Encoding.Latin1.GetBytes(request), Cancellation);
        using var reader = new StreamReader(connection, Encoding.UTF8);
        return await reader.ReadToEndAsync(Cancellation);
    }

    /// <summary>The head of a run over a raw connection, without what says how its body ends.</summary>
    public static string RunHead(string path = Run) =>
        string.Create(CultureInfo.InvariantCulture, $"POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n");

    /// <summary>Stops, once what is under way has ended.</summary>
    public Task StopAsync() => _app.StopAsync(Cancellation);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }

    private static WebApplication Build(CapabilityDescriptor[] offered, Action<WebApplicationBuilder> configure)
    {
        // Development, where ASP.NET Core would show exceptions to callers if it were let.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = Environments.Development });
        builder.Logging.ClearProviders().AddFakeLogging();
        builder.Services.AddSingleton<IController, ScriptedController>();
        builder.Services.AddSingleton<IClusterPicture>(new FixedPicture([.. offered.DefaultIfEmpty(ExampleCapabilities.Greet.Descriptor)]));
        builder.Services.AddSingleton<IModelController, ScriptedModels>();
        builder.Services.AddWorkerGateway();
        configure(builder);
        var app = builder.Build();
        app.MapWorkerGateway();
        return app;
    }
}
