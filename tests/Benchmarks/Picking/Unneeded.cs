using System.Reflection;

namespace WorkerGrains.Benchmarks.Picking;

/// <summary>Stands in for a service whose answers do not matter: all are empty.</summary>
internal class Unneeded : DispatchProxy
{
    public static T Create<T>()
        where T : class => Create<T, Unneeded>();

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => null;
}
