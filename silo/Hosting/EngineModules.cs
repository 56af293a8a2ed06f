using System.Reflection;
using System.Runtime.Loader;
using WorkerGrains.Engines;

namespace WorkerGrains.Silo.Hosting;

/// <summary>Loads engines from the assemblies that the configuration lists.</summary>
internal static class EngineModules
{
    /// <exception cref="StartUpException">An assembly cannot be loaded or holds no module.</exception>
    public static IServiceCollection AddEngineModules(this IServiceCollection services, IConfiguration configuration)
    {
        foreach (var path in configuration.GetSection("Modules").GetChildren().Select(static child => child.Value).OfType<string>())
        {
            var modules = Load(path).GetExportedTypes().Where(static type => type.IsClass && !type.IsAbstract && type.IsAssignableTo(typeof(IEngineModule))).ToArray();
            if (modules.Length == 0)
            {
                throw new StartUpException($"{Path.GetFileName(path)} holds no public {nameof(IEngineModule)}. Remove it from Modules, or add one.");
            }

            foreach (var module in modules)
            {
                ((IEngineModule)Activator.CreateInstance(module)!).AddEngines(services);
            }
        }

        return services;
    }

    private static Assembly Load(string path)
    {
        try
        {
            var full = Path.GetFullPath(path);
            var resolver = new AssemblyDependencyResolver(full);
            AssemblyLoadContext.Default.Resolving += (context, name) =>
                resolver.ResolveAssemblyToPath(name) is { } found ? context.LoadFromAssemblyPath(found) : null;
            return AssemblyLoadContext.Default.LoadFromAssemblyPath(full);
        }
        catch (Exception exception) when (exception is IOException or BadImageFormatException or InvalidOperationException)
        {
            throw new StartUpException($"{Path.GetFileName(path)}, listed under Modules, cannot be loaded: {exception.GetType().Name}.");
        }
    }
}
