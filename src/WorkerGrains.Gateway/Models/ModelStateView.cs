using System.Text.Json.Serialization;
using WorkerGrains.Contracts.Cluster;

namespace WorkerGrains.Gateway.Models;

/// <summary>The states of a model as callers see them.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ModelStateView>))]
internal enum ModelStateView
{
    [JsonStringEnumMemberName("unknown")]
    Unknown = 0,

    [JsonStringEnumMemberName("available")]
    Available = ModelState.Available,

    [JsonStringEnumMemberName("ready")]
    Ready = ModelState.Ready,

    [JsonStringEnumMemberName("unloaded")]
    Unloaded = ModelState.Unloaded,

    [JsonStringEnumMemberName("failed")]
    Failed = ModelState.Failed,
}
