using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace WorkerGrains.Engines.Web;

/// <summary>Registers what the engines for web pages are made of.</summary>
internal static class WebServiceCollectionExtensions
{
    /// <summary>Registers the options; the engines themselves are registered by capability.</summary>
    public static IServiceCollection AddWeb(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<HtmlOptions>, HtmlOptionsValidator>());
        services.AddOptions<HtmlOptions>().BindConfiguration(HtmlOptions.Section).ValidateOnStart();
        return services;
    }
}
