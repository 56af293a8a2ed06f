using WorkerGrains.Contracts;

namespace WorkerGrains.Tests.Silo.Errors;

/// <summary>A request that a <see cref="TightSilo"/> refuses with a declared code.</summary>
/// <param name="Capability">Whose code it is.</param>
/// <param name="Code">The code.</param>
/// <param name="Body">Makes the request's body.</param>
internal sealed record ErrorCase(Capability Capability, string Code, Func<HttpContent> Body)
{
    public ErrorCase(Capability capability, string code, string json)
        : this(capability, code, () => GatewayAnswer.Json(json))
    {
    }

    /// <summary>What stands behind the question mark of the address.</summary>
    public string Query { get; init; } = "";

    /// <summary>The folder of shared models without which the silo cannot give it; <see langword="null"/> where it needs none.</summary>
    public string? Models { get; init; }

    /// <summary>What is done before the request, and undone after it.</summary>
    public Func<TightSilo, Task<IAsyncDisposable?>>? Before { get; init; }
}
