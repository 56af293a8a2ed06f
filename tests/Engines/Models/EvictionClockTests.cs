using WorkerGrains.Engines.Models;

namespace WorkerGrains.Tests.Engines.Models;

public sealed class EvictionClockTests
{
    [Fact]
    public void AdvanceTo_LessThanBefore_DoesNotGoBack()
    {
        var clock = new EvictionClock();

        clock.AdvanceTo(3);
        clock.AdvanceTo(2);
        Assert.Equal(3, clock.Now);

        clock.AdvanceTo(5);
        Assert.Equal(5, clock.Now);
    }
}
