using System.ComponentModel.DataAnnotations;

namespace WorkerGrains.Silo.Hosting;

/// <summary>Where the state of grains is kept.</summary>
internal sealed class StateOptions
{
    /// <summary>The store. A SQLite file needs nothing and is one machine's; Redis is every silo's. When left out, Redis where silos find each other there, else SQLite.</summary>
    [EnumDataType(typeof(StateStore))]
    public StateStore? Store { get; set; }

    /// <summary>The store that a cluster of this kind uses.</summary>
    public StateStore StoreOf(ClusterOptions cluster) => Store ?? (cluster.Store == ClusterStore.Redis ? StateStore.Redis : StateStore.Sqlite);
}
