using System.Globalization;
using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Engines.Devices;

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

        // A model that is on a GPU somewhere is meant to be: silos where it is on the processors help out.
        var accelerated = best.Where(static candidate => IsAccelerated(candidate.Silo, candidate.Model!)).Select(static candidate => candidate.Silo.Card.Silo).ToHashSet();
        var replicas = best.SelectMany(candidate => candidate.Silo.Replicas.Where(replica => replica.Capability.Name == capability)).ToList();
        return replicas.Count == 0 ? null : new ReplicaSet(replicas, replica => accelerated.Contains(replica.Silo)) { Deadline = best.First().Model!.Deadline };
    }

    /// <summary>Whether a silo has the model on a GPU, or would load it there for all that is known of the model before.</summary>
    private static bool IsAccelerated(SiloView silo, ModelStatus model) => model.State == ModelState.Available
        ? !silo.Card.Devices.IsDefault && silo.Card.Devices.Any(static device => device.Kind != DeviceKind.Cpu)
        : model.Versions.Any(static served => served.Device != Device.CpuId);

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
