using WorkerGrains.Engines.Devices;

namespace WorkerGrains.Tests.Engines.Devices;

public sealed class CudaVisibilityTests
{
    [Theory]
    [InlineData(null, "GPU-a1 GPU-a2 GPU-b1")]
    [InlineData("", "")]
    [InlineData("1", "GPU-a2")]
    [InlineData("2, 0", "GPU-b1 GPU-a1")]
    [InlineData("GPU-b", "GPU-b1")]
    [InlineData("0,3,1", "GPU-a1")]
    [InlineData("0,-1,1", "GPU-a1")]
    [InlineData("MIG-x", "")]
    public void Select_Variable_NamesWhatIsSeenUpToTheFirstMistake(string? visible, string expected)
    {
        var selected = CudaVisibility.Select(["GPU-a1", "GPU-a2", "GPU-b1"], visible, static uuid => uuid);

        Assert.Equal(expected, string.Join(' ', selected));
    }
}
