using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace WorkerGrains.Gateway.Run;

internal static class RunRoutes
{
    public static void MapRun(this IEndpointRouteBuilder v1) =>
        v1.MapPost($"/capabilities/{{{RunEndpoint.NameParameter}}}/run", v1.ServiceProvider.GetRequiredService<RunEndpoint>().RunAsync);
}
