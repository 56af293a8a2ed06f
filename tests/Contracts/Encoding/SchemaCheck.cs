using System.Collections.Concurrent;
using System.Text.Json;
using Json.Schema;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Encoding;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Tests.Contracts.Encoding;

/// <summary>Asks an independent validator what a capability's schema says, and the codec what it does.</summary>
internal static class SchemaCheck
{
    private static readonly ConcurrentDictionary<Type, JsonSchema> s_schemas = new();

    public static bool Allows(Capability capability, string json)
    {
        var schema = s_schemas.GetOrAdd(capability.InputType, static (_, schema) => JsonSchema.FromText(schema), capability.Descriptor.InputSchema);
        using var document = JsonDocument.Parse(json);
        return schema.Evaluate(document.RootElement).IsValid;
    }

    /// <summary>Asserts that an output is what its capability's schema promises.</summary>
    public static void AssertPromised<TInput, TOutput>(Capability<TInput, TOutput> capability, TOutput output)
        where TInput : class
        where TOutput : class => AssertPromised(capability, JsonSerializer.SerializeToElement(output, ContractJson.Options));

    /// <summary>The same of an output as it came.</summary>
    public static void AssertPromised(Capability capability, JsonElement json)
    {
        var schema = s_schemas.GetOrAdd(capability.OutputType, static (_, schema) => JsonSchema.FromText(schema), capability.Descriptor.OutputSchema);
        Assert.True(schema.Evaluate(json).IsValid, $"{capability} promises no such output: {json}");
    }

    /// <summary>Asserts that an item of a stream is what its capability's schema promises.</summary>
    public static void AssertPromisedItem(Capability capability, JsonElement json)
    {
        var schema = s_schemas.GetOrAdd(capability.ItemType!, static (_, schema) => JsonSchema.FromText(schema), capability.Descriptor.ItemSchema!);
        Assert.True(schema.Evaluate(json).IsValid, $"{capability} promises no such item: {json}");
    }

    public static void AssertAgrees<TInput, TOutput>(Capability<TInput, TOutput> capability, string json)
        where TInput : class
        where TOutput : class
    {
        var isTaken = capability.Input.TryDecode(System.Text.Encoding.UTF8.GetBytes(json), MediaTypes.Json, default, out _, out var error);

        Assert.True(Allows(capability, json) == isTaken, $"{capability}: the schema {(isTaken ? "refuses" : "allows")} what the codec {(isTaken ? "takes" : "refuses")} ({error?.Message}): {json}");
    }
}
