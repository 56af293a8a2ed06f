using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using WorkerGrains.Contracts;

namespace WorkerGrains.Silo.Hosting;

/// <summary>Connects the meters and activity sources to the outside.</summary>
internal static class TelemetryExtensions
{
    public static void AddTelemetry(this WebApplicationBuilder builder, TelemetryOptions options)
    {
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(static resource => resource.AddService("workergrains"))
            .WithMetrics(metrics =>
            {
                // By name, because AddAspNetCoreInstrumentation brings a middleware and meters that every request pays for and nobody reads.
                metrics.AddMeter(Diagnostics.MeterName, "Microsoft.Orleans", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel").AddRuntimeInstrumentation();
                if (options.Prometheus)
                {
                    metrics.AddPrometheusExporter();
                }
            });

        // Spans cost time on every request, so they are made only when somebody receives them.
        if (options.OtlpEndpoint is { } endpoint)
        {
            telemetry.WithTracing(tracing => tracing
                .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(options.TraceRatio)))
                .AddSource(Diagnostics.ActivitySourceName, Orleans.Diagnostics.ActivitySources.AllActivitySourceName)
                .AddAspNetCoreInstrumentation());
            telemetry.UseOtlpExporter(OpenTelemetry.Exporter.OtlpExportProtocol.Grpc, new Uri(endpoint));
            builder.UseOrleans(static silo => silo.AddActivityPropagation());
        }
    }
}
