using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using WorkerGrains.Gateway.Bodies;
using WorkerGrains.Gateway.Catalog;
using WorkerGrains.Gateway.Health;
using WorkerGrains.Gateway.Models;
using WorkerGrains.Gateway.OpenApi;
using WorkerGrains.Gateway.Problems;
using WorkerGrains.Gateway.Run;

namespace WorkerGrains.Gateway;

/// <summary>Adds the HTTP gateway to an application.</summary>
public static class GatewayExtensions
{
    /// <summary>Registers what the gateway needs, except the <see cref="Contracts.Cluster.IController"/>, the <see cref="Contracts.Cluster.IModelController"/> and the <see cref="Contracts.Cluster.IClusterPicture"/> it asks.</summary>
    public static IServiceCollection AddWorkerGateway(this IServiceCollection services)
    {
        services.AddMetrics();
        services.AddOptions<GatewayOptions>().BindConfiguration(GatewayOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<GatewayOptions>, GatewayOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<KestrelServerOptions>, KestrelSetup>());
        services.TryAddSingleton<GatewayInstruments>();
        services.TryAddSingleton<ProblemWriter>();
        services.TryAddSingleton<BodyBudget>();
        services.TryAddSingleton<BodyReader>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ResultAnswer>();
        services.TryAddSingleton<StreamAnswer>();
        services.TryAddSingleton<RunEndpoint>();
        services.TryAddSingleton<OpenApiDocument>();
        return services;
    }

    /// <summary>Maps every endpoint, and answers every failure of the application with a problem. Call it before other middleware is added.</summary>
    /// <returns>The routes under <c>/v1</c>, to add to, for example authorization. Health, documentation and page are not among them.</returns>
    public static IEndpointConventionBuilder MapWorkerGateway(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);

        app.UseMiddleware<ProblemMiddleware>();
        app.MapHealth();
        app.MapDocumentation();
        var v1 = app.MapGroup("/v1");
        v1.MapCatalog();
        v1.MapModels();
        v1.MapRun();
        return v1;
    }
}
