using System.Collections.Immutable;
using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Grains.Models;
using WorkerGrains.Grains.Models.Records;

namespace WorkerGrains.Tests.Grains.Models;

public sealed class ModelChoicesTests
{
    private static readonly ModelChange s_first = new("double", ModelAction.Load) { Version = 1 };
    private static readonly ModelChange s_latest = new("double", ModelAction.Load);
    private static readonly ModelChange s_onTwo = new("double", ModelAction.Unload) { Silo = "two" };
    private static readonly ModelChange s_stable = new("double", ModelAction.SetAlias) { Version = 1, Alias = "stable" };

    [Fact]
    public void Of_ChangesOfOneModel_AreTheLastAlone() => Assert.Equal([s_latest], Starting("one", s_first, s_latest));

    [Fact]
    public void Of_ChangeOfOneSilo_IsThatSilosUntilAllAreToldAnother()
    {
        Assert.Equal([s_first], Starting("one", s_first, s_onTwo));
        Assert.Equal([s_onTwo], Starting("two", s_first, s_onTwo));
        Assert.Equal([s_latest], Starting("two", s_onTwo, s_latest));
    }

    [Fact]
    public void Of_Alias_StandsBesideWhatIsLoaded()
    {
        Assert.Equal([s_onTwo, s_stable], Starting("two", s_first, s_onTwo, s_stable));
        Assert.Equal([s_stable with { Action = ModelAction.RemoveAlias }], Starting("two", s_stable, s_stable with { Action = ModelAction.RemoveAlias }));
    }

    [Fact]
    public void Of_SiloThatWasTold_DoesItOnlyWhenItNoLongerRemembers()
    {
        var choices = ModelChoices.After(Record(["one"], s_first), 0);

        Assert.Empty(ModelChoices.Of(choices, "one", static _ => true));
        Assert.Equal([s_first], ModelChoices.Of(choices, "one", static _ => false));
        Assert.Equal([s_first], ModelChoices.Of(choices, "two", static _ => true));
    }

    [Fact]
    public void After_Revision_GivesWhatIsNewer()
    {
        var record = Record([], s_first, new ModelChange("other", ModelAction.Load), s_latest);

        Assert.Equal([2L, 3], ModelChoices.After(record, 1).Select(static choice => choice.Revision));
        Assert.Equal(s_latest, Assert.Single(ModelChoices.After(record, 2)).Change);
        Assert.Empty(ModelChoices.After(record, 3));
    }

    [Fact]
    public void Made_NoSiloMadeIt_IsNothing() => Assert.Empty(ModelChoices.Made(s_first, [Result("one", 2, ModelState.Ready, isRefused: true)]));

    [Fact]
    public void Made_UnloadWhileSomeStillUseIt_IsRemembered()
    {
        var unload = new ModelChange("double", ModelAction.Unload);

        Assert.Equal([unload], ModelChoices.Made(unload, [Result("one", null, ModelState.Unloaded, isRefused: true)]));
    }

    [Fact]
    public void Made_RollBack_IsTheVersionThatServesNow()
    {
        var back = new ModelChange("double", ModelAction.RollBack);

        Assert.Equal([s_first], ModelChoices.Made(back, [Result("one", 1), Result("two", 1)]));
        Assert.Equal(
            [s_first with { Silo = "one" }, s_first with { Silo = "two", Version = 3 }],
            ModelChoices.Made(back, [Result("one", 1), Result("two", 3), Result("three", 9, isRefused: true)]));
    }

    [Fact]
    public void Made_LoadOfAnotherVersion_IsRememberedWithTheOneBefore()
    {
        Assert.Equal([s_first with { Previous = 2 }], ModelChoices.Made(s_first, [Result("one", 1, previous: 2), Result("two", 1, previous: 2)]));
        Assert.Equal([s_first], ModelChoices.Made(s_first, [Result("one", 1, previous: 2), Result("two", 1, previous: 3)]));
        Assert.Equal(2, Assert.Single(ModelChoices.After(Record([], s_first with { Previous = 2 }), 0)).Change.Previous);
    }

    private static ModelChangeResult Result(string silo, int? version, ModelState state = ModelState.Ready, bool isRefused = false, int? previous = null) =>
        new(silo, new ModelStatus { Name = "double", State = state, Version = version, Previous = previous }, isRefused ? new WorkError(WorkErrorCode.NotReady, "It is broken.") : null);

    private static ModelChoicesRecord Record(ImmutableArray<string> told, params ModelChange[] changes) =>
        changes.Aggregate(new ModelChoicesRecord(), (record, change) => ModelChoices.Apply(record, change, told));

    private static IEnumerable<ModelChange> Starting(string silo, params ModelChange[] changes) =>
        ModelChoices.Of(ModelChoices.After(Record([], changes), 0), silo, static _ => false);
}
