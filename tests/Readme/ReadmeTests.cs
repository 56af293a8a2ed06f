using System.Reflection;
using WorkerGrains.Client;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines;
using WorkerGrains.Engines.MLNet;
using WorkerGrains.Engines.Torch;
using WorkerGrains.Gateway;
using WorkerGrains.Grains;
using WorkerGrains.Silo.Hosting;

namespace WorkerGrains.Tests.Readme;

/// <summary>What the README says of options, codes and metrics is what the code has.</summary>
public sealed class ReadmeTests
{
    private static readonly Assembly[] s_product =
    [
        typeof(WorkRequest).Assembly, typeof(WorkHandlerCatalog).Assembly, typeof(MLNetOptions).Assembly, typeof(TorchOptions).Assembly, typeof(GatewayOptions).Assembly,
        typeof(GrainSiloBuilderExtensions).Assembly, typeof(ClusterOptions).Assembly, typeof(WorkerClient).Assembly,
    ];

    public static TheoryData<string> Options { get; } = [.. s_product
        .SelectMany(static assembly => assembly.GetTypes())
        .Where(static type => type.Name.EndsWith("Options", StringComparison.Ordinal) && type.IsClass && type.GetProperties().Any(static property => property.SetMethod is { IsPublic: true } set && !IsInit(set)))
        .SelectMany(static type => type.GetProperties().Where(static property => property.CanWrite).Select(static property => property.Name))
        .Distinct()
        .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Options))]
    public void Options_EveryOne_IsNamed(string option) => Assert.Contains(option, ReadmeFile.Text, StringComparison.Ordinal);

    [Fact]
    public void Codes_EveryOne_IsNamed() => Assert.All(
        Enum.GetValues<WorkErrorCode>().Where(static code => code != WorkErrorCode.Canceled),
        static code => Assert.Contains($"`{code.ToName()}`", ReadmeFile.Text, StringComparison.Ordinal));

    [Fact]
    public void Sample_IsTheProgramThatCompiles() => Assert.Contains(
        File.ReadAllText(Path.Combine(ReadmeFile.Folder, "client", "Sample", "Program.cs")).ReplaceLineEndings("\n").TrimEnd(), ReadmeFile.Text, StringComparison.Ordinal);

    [Fact]
    public void Sample_IsShort() => Assert.InRange(File.ReadAllLines(Path.Combine(ReadmeFile.Folder, "client", "Sample", "Program.cs")).Length, 1, 20);

    private static bool IsInit(MethodInfo set) => set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(System.Runtime.CompilerServices.IsExternalInit));
}
