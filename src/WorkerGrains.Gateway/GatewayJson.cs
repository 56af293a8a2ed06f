using System.Text.Json.Serialization;
using WorkerGrains.Gateway.Catalog;
using WorkerGrains.Gateway.Health;
using WorkerGrains.Gateway.Models;
using WorkerGrains.Gateway.Problems;

namespace WorkerGrains.Gateway;

/// <summary>The gateway's own answers as JSON; inputs and outputs pass through as they are.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CapabilityListView))]
[JsonSerializable(typeof(CapabilityView))]
[JsonSerializable(typeof(SiloListView))]
[JsonSerializable(typeof(ModelListView))]
[JsonSerializable(typeof(ModelView))]
[JsonSerializable(typeof(ModelChangeView))]
[JsonSerializable(typeof(HealthView))]
[JsonSerializable(typeof(Problem))]
internal sealed partial class GatewayJson : JsonSerializerContext;
