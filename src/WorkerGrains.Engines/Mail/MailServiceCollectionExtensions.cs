using System.Runtime.CompilerServices;
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
        // At once, before a module of somebody else has MimeKit look for a charset in vain: what it did not find once, it finds no more.
        RuntimeHelpers.RunClassConstructor(typeof(MailHeaders).TypeHandle);
        services.AddModels();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<MailOptions>, MailOptionsValidator>());
        services.AddOptions<MailOptions>().BindConfiguration(MailOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<EmailClassifierOptions>, EmailClassifierOptionsValidator>());
        services.AddOptions<EmailClassifierOptions>().BindConfiguration("Engines:email.classify").ValidateOnStart();
        return services;
    }
}
