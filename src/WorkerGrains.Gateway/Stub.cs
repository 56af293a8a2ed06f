using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Contracts.Payloads;
using WorkerGrains.Contracts.Work;
namespace WorkerGrains.Gateway;
#pragma warning disable
public static class Stub
{
    public static IServiceCollection AddWorkerGateway(this IServiceCollection s) => s;
    public static void MapWorkerGateway(this WebApplication app)
    {
        app.MapGet("/health/ready", () => "");app.MapGet("/v1/silos", (IClusterPicture p) => p.ListSilos());
        app.MapPost("/v1/capabilities/{name}/run", async (string name, HttpContext http, IController c) =>
        {
            var ms = new MemoryStream(); await http.Request.Body.CopyToAsync(ms);
            var r = await c.RunAsync(new WorkRequest { Capability = name, Payload = new Payload(ms.ToArray()) }, http.RequestAborted);
            await http.Response.WriteAsync(r.Error?.ToString() ?? System.Text.Encoding.UTF8.GetString(r.Payload.Bytes.Span) + r.Timings);
        });
    }
}
