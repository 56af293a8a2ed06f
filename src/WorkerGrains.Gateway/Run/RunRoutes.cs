using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace WorkerGrains.Gateway.Run;

internal static class RunRoutes
{
    public static void MapRun(this IEndpointRouteBuilder v1)
    {
        var run = v1.ServiceProvider.GetRequiredService<RunEndpoint>();
        v1.MapPost($"/capabilities/{{{RunEndpoint.NameParameter}}}/run", run.RunAsync);
        v1.MapPost($"/models/{{{RunEndpoint.NameParameter}}}/infer", run.InferAsync);
        v1.MapPost($"/models/{{{RunEndpoint.NameParameter}}}/versions/{{{RunEndpoint.VersionParameter}}}/infer", run.InferAsync);
    }
}
