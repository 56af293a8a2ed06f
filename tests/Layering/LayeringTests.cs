using System.Reflection;
using System.Xml.Linq;
using WorkerGrains.Client;
using WorkerGrains.Contracts;
using WorkerGrains.Engines;
using WorkerGrains.Engines.MLNet;
using WorkerGrains.Engines.Torch;
using WorkerGrains.Gateway;
using WorkerGrains.Grains;
using WorkerGrains.Silo.Hosting;

namespace WorkerGrains.Tests.Layering;

/// <summary>Arrows point one way: Contracts ← Engines ← Grains ← Silo, Contracts ← Gateway ← Silo, Contracts ← Client. Tables is a program that engines start.</summary>
public sealed class LayeringTests
{
    private static readonly string s_root = FindRoot();

    /// <summary>Every project of the product and those it may name; what comes by way of those is theirs to allow.</summary>
    private static readonly Dictionary<string, string[]> s_allowed = new()
    {
        ["WorkerGrains.Contracts"] = [],
        ["WorkerGrains.Tables"] = ["WorkerGrains.Contracts"],
        ["WorkerGrains.Engines"] = ["WorkerGrains.Contracts", "WorkerGrains.Tables"],
        ["WorkerGrains.Engines.MLNet"] = ["WorkerGrains.Contracts", "WorkerGrains.Engines"],
        ["WorkerGrains.Engines.Torch"] = ["WorkerGrains.Contracts", "WorkerGrains.Engines"],
        ["WorkerGrains.Training"] = ["WorkerGrains.Contracts", "WorkerGrains.Engines", "WorkerGrains.Engines.MLNet", "WorkerGrains.Tables"],
        ["WorkerGrains.Gateway"] = ["WorkerGrains.Contracts"],
        ["WorkerGrains.Client"] = ["WorkerGrains.Contracts"],
        ["WorkerGrains.Sample"] = ["WorkerGrains.Contracts", "WorkerGrains.Client"],
        ["WorkerGrains.Grains"] = ["WorkerGrains.Contracts", "WorkerGrains.Engines"],
        ["WorkerGrains.Silo"] = ["WorkerGrains.Contracts", "WorkerGrains.Engines", "WorkerGrains.Engines.MLNet", "WorkerGrains.Engines.Torch", "WorkerGrains.Gateway", "WorkerGrains.Grains"],
    };

    private static readonly Assembly[] s_assemblies =
    [
        typeof(Capability).Assembly,
        typeof(IEngineModule).Assembly,
        typeof(MLNetOptions).Assembly,
        typeof(TorchOptions).Assembly,
        typeof(GatewayExtensions).Assembly,
        typeof(WorkerClient).Assembly,
        typeof(GrainSiloBuilderExtensions).Assembly,
        typeof(SiloProgram).Assembly,
    ];

    [Fact]
    public void Projects_References_PointDownwards()
    {
        foreach (var (project, references) in ProjectReferences().Where(static project => s_allowed.ContainsKey(project.Key)))
        {
            Assert.All(references, reference => Assert.Contains(reference, s_allowed[project]));
        }
    }

    [Fact]
    public void Projects_OfTheProduct_AreAllKnownHere() => Assert.DoesNotContain(
        ProjectReferences().Keys, static project => IsOfTheProduct(project) && !s_allowed.ContainsKey(project));

    [Fact]
    public void Projects_ButTests_DoNotReferenceTheSilo() => Assert.Equal(
        [],
        ProjectReferences().Where(static project => IsOfTheProduct(project.Key) && project.Value.Contains("WorkerGrains.Silo")).Select(static project => project.Key));

    [Fact]
    public void Assemblies_References_PointDownwards() => Assert.All(s_assemblies, static assembly => Assert.All(
        ReferencesOf(assembly).Where(static reference => reference.StartsWith("WorkerGrains.", StringComparison.Ordinal)),
        reference => Assert.Contains(reference, s_allowed[assembly.GetName().Name!])));

    [Fact]
    public void EnginesAndGateway_KnowNoGrains() => Assert.All(
        new[] { typeof(IEngineModule).Assembly, typeof(GatewayExtensions).Assembly },
        static assembly => Assert.DoesNotContain(ReferencesOf(assembly), static reference => reference is "Orleans.Runtime" or "Orleans.Core" or "Orleans.Server"));

    [Fact]
    public void Engines_KnowNoHttp() => Assert.DoesNotContain(
        ReferencesOf(typeof(IEngineModule).Assembly), static reference => reference.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal));

    /// <summary>What is public is promised: to hosts, which compose and configure, and to authors of engines, who implement interfaces.</summary>
    [Fact]
    public void PublicTypes_OutsideContractsAndClient_AreFew() => Assert.Equal(
        [
            "WorkerGrains.Engines.Devices.Device",
            "WorkerGrains.Engines.Devices.DeviceCatalog",
            "WorkerGrains.Engines.EngineOutcome`1",
            "WorkerGrains.Engines.Models.Fetching.FetchException",
            "WorkerGrains.Engines.Models.Fetching.FetchProgress",
            "WorkerGrains.Engines.Models.Fetching.ModelFetcher",
            "WorkerGrains.Engines.Models.Fetching.ModelPull",
            "WorkerGrains.Engines.Models.ModelControl",
            "WorkerGrains.Engines.Onnx.OnnxArenaGrowth",
            "WorkerGrains.Engines.Running.RunnerLoad",
            "WorkerGrains.Engines.WorkHandlerCatalog",
            "WorkerGrains.Grains.Storage.Sqlite.SqliteDurability",
        ],
        s_assemblies.Where(static assembly => assembly != typeof(Capability).Assembly && assembly != typeof(WorkerClient).Assembly)
            .SelectMany(static assembly => assembly.GetExportedTypes())
            .Where(static type => IsWritten(type) && !type.IsInterface && !type.Name.EndsWith("Options", StringComparison.Ordinal) && !type.Name.EndsWith("Extensions", StringComparison.Ordinal))
            .Select(static type => type.FullName!).Order(StringComparer.Ordinal));

    [Fact]
    public void Classes_ThatNothingInherits_AreSealed() => Assert.Equal(
        [],
        s_assemblies.SelectMany(static assembly => assembly.GetTypes())
            .Where(static type => type is { IsClass: true, IsAbstract: false, IsSealed: false } && IsWritten(type) && type.Assembly.GetTypes().All(other => BaseOf(other) != type))
            .Select(static type => type.FullName!));

    private static Type? BaseOf(Type type) => type.BaseType is { IsGenericType: true } generic ? generic.GetGenericTypeDefinition() : type.BaseType;

    // By people: not generated, nor the class that the compiler makes of Program.cs.
    private static bool IsWritten(Type type) =>
        type.Namespace is not null
        && !type.FullName!.StartsWith("OrleansCodeGen.", StringComparison.Ordinal)
        && !type.IsDefined(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute))
        && !type.IsDefined(typeof(System.CodeDom.Compiler.GeneratedCodeAttribute));

    private static bool IsOfTheProduct(string project) => project.StartsWith("WorkerGrains.", StringComparison.Ordinal)
        && project is not ("WorkerGrains.Tests" or "WorkerGrains.Benchmarks");

    private static string[] ReferencesOf(Assembly assembly) => [.. assembly.GetReferencedAssemblies().Select(static reference => reference.Name!)];

    private static Dictionary<string, string[]> ProjectReferences() => Directory
        .EnumerateFiles(s_root, "*.csproj", SearchOption.AllDirectories)
        .Where(static path => !path.Contains($"{Path.DirectorySeparatorChar}artifacts{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
        .ToDictionary(
            static path => Path.GetFileNameWithoutExtension(path),
            static path => XDocument.Load(path).Descendants("ProjectReference")
                .Select(static reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')))
                .ToArray());

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "WorkerGrains.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests run from within the repository.");
    }
}
