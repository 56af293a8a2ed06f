using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Tests.Contracts.Work;

public sealed class WorkErrorCodeTests
{
    [Fact]
    public void ToName_EveryCode_HasANameOfItsOwn()
    {
        var names = Enum.GetValues<WorkErrorCode>().Select(static code => code.ToName()).ToList();

        Assert.DoesNotContain("unknown", names);
        Assert.Distinct(names);
    }

    [Fact]
    public void Values_TravelBetweenSilos_SoTheyStayAsTheyAre() => Assert.Equal(
        ["InvalidInput", "UnknownCapability", "UnknownVersion", "PayloadTooLarge", "UnsupportedMediaType", "Overloaded", "DeadlineExceeded", "NotReady", "Unavailable", "EngineFailed", "Canceled"],
        Enumerable.Range(1, 11).Select(static number => ((WorkErrorCode)number).ToString()));
}
