using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Benchmarks.Load;

/// <summary>The request that capabilities with the reference worker's contract are measured with.</summary>
internal static class GreetCall
{
    public static ReadOnlySpan<byte> Body => """{"message":"Hello, world","exclamations":1}"""u8;

    /// <summary>The call of a capability, once the port of a gateway is known.</summary>
    public static Func<int, HttpCall> Of(Capability<Greet, Greeting> capability) =>
        port => HttpCall.Post(port, $"/v1/capabilities/{capability.Name}/run", "application/json", Body);
}
