using System.Globalization;
using WorkerGrains.Contracts.Cluster;

namespace WorkerGrains.Grains.Picture;

/// <summary>Finds the replicas that can run a model.</summary>
internal static class ModelReplicas
{
    /// <summary>The replicas on the silos that are best off with the model, or <see langword="null"/> when no silo has it.</summary>
    /// <remarks>A silo that has it in memory goes before one that would have to load it, and both before one that cannot serve it, which can say why.</remarks>
    public static ReplicaSet? Find(IEnumerable<SiloView> silos, string capability, string model, string? version)
    {
        var best = silos
            .Select(silo => (Silo: silo, Model: silo.Model(model)))
            .Where(static candidate => candidate.Model is not null)
            .GroupBy(candidate => RankOf(candidate.Model!, version))
            .MinBy(static group => group.Key);
        if (best is null)
        {
            return null;
        }

        var replicas = best.SelectMany(candidate => candidate.Silo.Replicas.Where(replica => replica.Capability.Name == capability)).ToList();
        return replicas.Count == 0 ? null : new ReplicaSet(replicas) { Deadline = best.First().Model!.Deadline };
    }

    private static int RankOf(ModelStatus model, string? version) => model switch
    {
        { State: ModelState.Ready } when version is null || Serves(model, version) => 0,
        { State: ModelState.Available } => 1,
        { State: ModelState.Ready } => 2,
        _ => 3,
    };

    private static bool Serves(ModelStatus model, string version) =>
        (model.Aliases.TryGetValue(version, out var number) || int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out number))
        && model.Versions.Any(served => served.Version == number);
}
