using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Engines.Batching;

namespace WorkerGrains.Engines.Web;

/// <summary>Registers the engines for web pages.</summary>
internal static class WebServiceCollectionExtensions
{
    public static IServiceCollection AddWebEngines(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<HtmlOptions>, HtmlOptionsValidator>());
        services.AddOptions<HtmlOptions>().BindConfiguration(HtmlOptions.Section).ValidateOnStart();
        return services.AddEngine<HtmlExtractor, ExtractHtml, ExtractedHtml>(WebCapabilities.Extract, OnePageALane);
    }

    // Pages have nothing to gain from each other's company, and one that is given up must not keep its neighbours waiting.
    private static void OnePageALane(BatchingOptions options)
    {
        options.MaxBatchSize = 1;
        options.Lanes = Math.Clamp(Environment.ProcessorCount, 1, 64);
    }
}
