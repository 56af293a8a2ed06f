using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Gateway.Problems;

namespace WorkerGrains.Gateway.Catalog;

/// <summary>Shows what the cluster offers and who is in it.</summary>
internal static class CatalogRoutes
{
    private const string NameParameter = "name";

    public static void MapCatalog(this IEndpointRouteBuilder v1)
    {
        var picture = v1.ServiceProvider.GetRequiredService<IClusterPicture>();
        var problems = v1.ServiceProvider.GetRequiredService<ProblemWriter>();
        v1.MapGet("/capabilities", context => context.Response.WriteAsJsonAsync(
            CapabilityListView.Of(picture.ListCapabilities()), GatewayJson.Default.CapabilityListView, cancellationToken: context.RequestAborted));
        v1.MapGet($"/capabilities/{{{NameParameter}}}", context => ShowCapabilityAsync(context, picture, problems));
        v1.MapGet("/silos", context => context.Response.WriteAsJsonAsync(
            SiloListView.Of(picture.ListSilos()), GatewayJson.Default.SiloListView, cancellationToken: context.RequestAborted));
    }

    private static async Task ShowCapabilityAsync(HttpContext context, IClusterPicture picture, ProblemWriter problems)
    {
        var name = (string)context.Request.RouteValues[NameParameter]!;
        var versions = CapabilityVersions.ByName(picture.ListCapabilities().Where(status => status.Descriptor.Name == name)).FirstOrDefault();
        if (versions is null)
        {
            await problems.WriteAsync(context, UnknownCapability.Error);
            return;
        }

        await context.Response.WriteAsJsonAsync(CapabilityView.Of(versions), GatewayJson.Default.CapabilityView, cancellationToken: context.RequestAborted);
    }
}
