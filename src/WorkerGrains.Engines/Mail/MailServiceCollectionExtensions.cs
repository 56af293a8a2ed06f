using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using WorkerGrains.Engines.Models;

namespace WorkerGrains.Engines.Mail;

/// <summary>Registers what mail engines are made of.</summary>
internal static class MailServiceCollectionExtensions
{
    /// <summary>Registers the model repository and the options of the mail engines; the engines themselves are registered by capability.</summary>
    public static IServiceCollection AddMail(this IServiceCollection services)
    {
        services.AddModels();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<MailOptions>, MailOptionsValidator>());
        services.AddOptions<MailOptions>().BindConfiguration(MailOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<EmailClassifierOptions>, EmailClassifierOptionsValidator>());
        services.AddOptions<EmailClassifierOptions>().BindConfiguration("Engines:email.classify").ValidateOnStart();
        return services;
    }
}
