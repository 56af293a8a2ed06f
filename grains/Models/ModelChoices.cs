using System.Collections.Immutable;
using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Grains.Models.Records;

namespace WorkerGrains.Grains.Models;

/// <summary>Which changes still hold: the last of a model or alias for all silos, and of a silo by itself where that came later.</summary>
internal static class ModelChoices
{
    /// <summary>The record after one more change.</summary>
    public static ModelChoicesRecord Apply(ModelChoicesRecord record, ModelChange change, ImmutableArray<string> told)
    {
        var next = new ModelChoiceRecord
        {
            Model = change.Model,
            Silo = change.Silo,
            Alias = change.Alias,
            Action = change.Action,
            Version = change.Version,
            Previous = change.Previous,
            Told = told,
            Revision = record.Revision + 1,
        };

        // What all silos are told ends what one of them was told before.
        var kept = record.Choices.Where(choice => choice.Model != next.Model || choice.Alias != next.Alias || (next.Silo is not null && choice.Silo != next.Silo));
        return record with { Revision = next.Revision, Choices = [.. kept, next] };
    }

    /// <summary>What was chosen after a revision and still holds, oldest first.</summary>
    public static ImmutableArray<ModelChoice> After(ModelChoicesRecord record, long revision) =>
    [
        .. record.Choices.Where(choice => choice.Revision > revision).OrderBy(static choice => choice.Revision).Select(static choice => new ModelChoice(
            new ModelChange(choice.Model, choice.Action) { Silo = choice.Silo, Alias = choice.Alias, Version = choice.Version, Previous = choice.Previous }, [.. choice.Told], choice.Revision)),
    ];

    /// <summary>What of that a silo is to do: its own where that came last, and nothing that it did when it was told.</summary>
    /// <param name="choices">What was chosen, oldest first.</param>
    /// <param name="silo">The silo's name.</param>
    /// <param name="remembers">Whether a model is, on that silo, still as the silo was told.</param>
    public static IEnumerable<ModelChange> Of(ImmutableArray<ModelChoice> choices, string silo, Predicate<string> remembers) => choices
        .Where(choice => choice.Change.Silo is null || choice.Change.Silo == silo)
        .GroupBy(static choice => (choice.Change.Model, choice.Change.Alias), static (_, same) => same.Last())
        .Where(choice => !choice.Told.Contains(silo) || !remembers(choice.Change.Model))
        .Select(static choice => choice.Change);

    /// <summary>What there is to remember of a change, from what came of it; nothing when no silo made it.</summary>
    public static ImmutableArray<ModelChange> Made(ModelChange change, ImmutableArray<ModelChangeResult> results)
    {
        var made = results.Where(result => result.Error is null || (change.Action == ModelAction.Unload && result.Model?.State == ModelState.Unloaded)).ToList();
        return made.Count == 0 ? [] : change.Action switch
        {
            ModelAction.Load or ModelAction.Reload => [Loaded(change, change.Version, Agreed(made, static model => model.Previous))],
            ModelAction.RollBack when Agreed(made, static model => model.Version) is { } version => [Loaded(change, version, Agreed(made, static model => model.Previous))],
            ModelAction.RollBack => [.. made.Select(result => Loaded(change with { Silo = result.Silo }, result.Model?.Version, result.Model?.Previous))],
            _ => [change],
        };
    }

    private static ModelChange Loaded(ModelChange change, int? version, int? previous) => change with { Action = ModelAction.Load, Version = version, Previous = previous };

    /// <summary>What the silos have in common, if they have.</summary>
    private static int? Agreed(List<ModelChangeResult> made, Func<ModelStatus, int?> figure) =>
        made.Select(result => result.Model is { } model ? figure(model) : null).Distinct().ToList() is [var only] ? only : null;
}
