using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Gateway.OpenApi;

/// <summary>The API's description for tools, and a page to try it for people.</summary>
internal static class DocumentationRoutes
{
    private const string Page = "ui";

    public static void MapDocumentation(this IEndpointRouteBuilder endpoints)
    {
        var document = endpoints.ServiceProvider.GetRequiredService<OpenApiDocument>();
        endpoints.MapGet("/openapi.json", context =>
        {
            context.Response.ContentType = MediaTypes.Json;
            return context.Response.WriteAsync(document.Describe().ToJsonString(), context.RequestAborted);
        });
        // Relative, so that they hold behind a proxy that serves this under a path of its own.
        endpoints.MapGet("/", static context =>
        {
            context.Response.Redirect(Page + "/index.html");
            return Task.CompletedTask;
        });
        endpoints.MapSwaggerUI(Page, static page =>
        {
            page.DocumentTitle = "WorkerGrains";
            page.SwaggerEndpoint("../openapi.json", "WorkerGrains");
            page.EnableTryItOutByDefault();
            page.DisplayRequestDuration();
        });
    }
}
