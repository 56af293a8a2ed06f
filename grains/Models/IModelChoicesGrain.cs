using System.Collections.Immutable;
using WorkerGrains.Contracts.Cluster;

namespace WorkerGrains.Grains.Models;

/// <summary>Keeps what operators chose for models. There is one in a cluster.</summary>
[GrainInterfaceType("model-choices"), Alias("WorkerGrains.IModelChoicesGrain")]
internal interface IModelChoicesGrain : IGrainWithStringKey
{
    /// <summary>Stores changes that silos have made.</summary>
    /// <param name="changes">The changes; going back to a version is told as loading it.</param>
    /// <param name="told">The names of the silos that need not be told any more.</param>
    /// <returns>Whether they are stored.</returns>
    [Alias("Record")]
    Task<bool> RecordAsync(ImmutableArray<ModelChange> changes, ImmutableArray<string> told);

    /// <summary>What was chosen after a revision and still holds, oldest first.</summary>
    [Alias("Read")]
    Task<ImmutableArray<ModelChoice>> ReadAsync(long after);
}
