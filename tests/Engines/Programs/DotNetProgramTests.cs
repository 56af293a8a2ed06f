using System.Runtime.InteropServices;
using WorkerGrains.Engines.Programs;

namespace WorkerGrains.Tests.Engines.Programs;

public sealed class DotNetProgramTests
{
    private static readonly string s_folder = Path.Combine(Path.GetTempPath(), "app");
    private static readonly string s_assembly = Path.Combine(s_folder, "Program.dll");

    [Fact]
    public void CommandOf_RuntimeBesideTheProgram_IsTheProgramsOwnHost()
    {
        var (file, arguments) = DotNetProgram.CommandOf(s_assembly, s_folder + Path.DirectorySeparatorChar);

        Assert.Equal(("Program", s_folder), (Path.GetFileNameWithoutExtension(file), Path.GetDirectoryName(file)));
        Assert.Empty(arguments);
    }

    [Fact]
    public void CommandOf_InstalledRuntime_IsItsHostWithTheAssembly()
    {
        var (file, arguments) = DotNetProgram.CommandOf(s_assembly, RuntimeEnvironment.GetRuntimeDirectory());

        Assert.True(File.Exists(file));
        Assert.Equal("dotnet", Path.GetFileNameWithoutExtension(file));
        Assert.Equal([s_assembly], arguments);
    }

    [Fact]
    public void CommandOf_NoHostAboveTheRuntime_IsTheOneOnTheSearchPath() =>
        Assert.Equal("dotnet", Path.GetFileNameWithoutExtension(DotNetProgram.CommandOf(s_assembly, Path.Combine(s_folder, "shared", "runtime", "10")).File));
}
