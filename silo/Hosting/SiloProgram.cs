using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using WorkerGrains.Gateway;

namespace WorkerGrains.Silo.Hosting;

/// <summary>Runs a silo, and says in one sentence why it cannot when it cannot.</summary>
internal static class SiloProgram
{
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            // Settings live beside the program, wherever it is started from.
            var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
            builder.AddWorkerSilo();
            await using var app = builder.Build();

            // Before the host would do it, because the host logs a stack for every wrong option.
            app.Services.GetRequiredService<IStartupValidator>().Validate();
            var options = app.Services.GetRequiredService<IOptions<ClusterOptions>>().Value;
            await StartUpChecks.RunAsync(options, app.Services.GetRequiredService<IOptions<StateOptions>>().Value, builder.Configuration["Urls"]);
            app.MapWorkerGateway();
            if (app.Services.GetRequiredService<IOptions<TelemetryOptions>>().Value.Prometheus)
            {
                app.MapPrometheusScrapingEndpoint("/metrics");
            }

            await app.RunAsync();
            return 0;
        }
        catch (Exception exception) when (Explain(exception) is { } sentence)
        {
            await Console.Error.WriteLineAsync(sentence);
            return 1;
        }
    }

    private static string? Explain(Exception exception) => exception switch
    {
        StartUpException => exception.Message,
        AggregateException several => string.Join(Environment.NewLine, several.InnerExceptions.Select(Explain).OfType<string>()) is { Length: > 0 } all ? all : null,
        InvalidOperationException { InnerException: FormatException or ArgumentException or OverflowException } when exception.Message.Contains("configuration value", StringComparison.Ordinal) =>
            exception.Message,
        OptionsValidationException invalid => string.Join(Environment.NewLine, invalid.Failures),
        RedisConnectionException => StartUpChecks.RedisUnreachable,
        IOException { InnerException: AddressInUseException } or SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } =>
            "A port that this silo needs is taken. Stop the program that has it, or choose others with --urls, --Cluster:SiloPort and --Cluster:ClientPort.",
        { InnerException: { } inner } => Explain(inner),
        _ => null,
    };
}
