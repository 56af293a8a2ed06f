using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using WorkerGrains.Contracts.Cluster;

namespace WorkerGrains.Gateway.Health;

/// <summary>Probes for whatever starts and stops silos: live means that the process runs, ready that this silo serves.</summary>
internal static class HealthRoutes
{
    private static readonly string[] s_methods = [HttpMethods.Get, HttpMethods.Head];

    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        var picture = endpoints.ServiceProvider.GetRequiredService<IClusterPicture>();
        endpoints.MapMethods("/health/live", s_methods, static context => AnswerAsync(context, HealthView.Live));
        endpoints.MapMethods("/health/ready", s_methods, context => AnswerAsync(context, picture.IsReady ? HealthView.Ready : HealthView.NotReady));
    }

    private static Task AnswerAsync(HttpContext context, HealthView health)
    {
        context.Response.StatusCode = health == HealthView.NotReady ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        return context.Response.WriteAsJsonAsync(health, GatewayJson.Default.HealthView, cancellationToken: context.RequestAborted);
    }
}
