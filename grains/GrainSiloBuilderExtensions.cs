using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Contracts.Payloads;
using WorkerGrains.Grains.Controllers;
using WorkerGrains.Grains.Models;
using WorkerGrains.Grains.Notes;
using WorkerGrains.Grains.Picture;
using WorkerGrains.Grains.Workers;

namespace WorkerGrains.Grains;

/// <summary>Adds the worker grains to a silo.</summary>
public static class GrainSiloBuilderExtensions
{
    /// <summary>Adds controllers, workers and the picture of the cluster. The engines registered with the services are what the silo offers.</summary>
    public static ISiloBuilder AddWorkerGrains(this ISiloBuilder silo)
    {
        var services = silo.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<PayloadOptions>().BindConfiguration("Payloads").ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<PayloadExchange>();
        return silo.AddControllers().AddWorkers().AddModels().AddPicture().AddNotes();
    }

    private static ISiloBuilder AddControllers(this ISiloBuilder silo)
    {
        silo.Services.AddOptions<ControllerOptions>().BindConfiguration("Controller").ValidateOnStart();
        silo.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ControllerOptions>, ControllerOptionsValidator>());
        silo.Services.TryAddSingleton<DeadlinePool>();
        silo.Services.TryAddSingleton<ControllerInstruments>();
        silo.Services.TryAddSingleton<Attempts>();
        silo.Services.TryAddSingleton<Controller>();
        silo.Services.TryAddSingleton<IController>(static services => services.GetRequiredService<Controller>());
        return silo;
    }

    private static ISiloBuilder AddWorkers(this ISiloBuilder silo)
    {
        silo.Services.TryAddSingleton<WorkerCatalog>();
        silo.Services.AddPlacementDirector<ReplicaPlacementStrategy, ReplicaPlacementDirector>();
        return silo;
    }

    private static ISiloBuilder AddModels(this ISiloBuilder silo)
    {
        silo.Services.TryAddSingleton<ModelServiceClient>();
        silo.Services.TryAddSingleton<ModelChoiceStore>();
        silo.Services.TryAddSingleton<ModelChoiceFollower>();
        silo.Services.AddHostedService(static services => services.GetRequiredService<ModelChoiceFollower>());
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(static services => services.GetRequiredService<ModelChoiceFollower>());
        silo.Services.TryAddSingleton<ModelController>();
        silo.Services.TryAddSingleton<IModelController>(static services => services.GetRequiredService<ModelController>());
        silo.Services.AddGrainService<ModelService>();
        return silo;
    }

    private static ISiloBuilder AddPicture(this ISiloBuilder silo)
    {
        silo.Services.AddOptions<PictureOptions>().BindConfiguration("Picture").ValidateOnStart();
        silo.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PictureOptions>, PictureOptionsValidator>());
        silo.Services.TryAddSingleton<CardServiceClient>();
        silo.Services.TryAddSingleton<ClusterPicture>();
        silo.Services.TryAddSingleton<IClusterPicture>(static services => services.GetRequiredService<ClusterPicture>());
        silo.Services.TryAddSingleton<CardPublisher>();
        silo.Services.AddHostedService(static services => services.GetRequiredService<CardPublisher>());
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(static services => services.GetRequiredService<CardPublisher>());
        silo.Services.AddGrainService<CardService>();
        return silo;
    }
}
