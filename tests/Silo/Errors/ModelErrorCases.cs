using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Gateway;

namespace WorkerGrains.Tests.Silo.Errors;

/// <summary>What tensors are refused for.</summary>
internal static class ModelErrorCases
{
    private const string A = """{ "name": "a", "shape": [1, 3], "data": [1, 2, 3] }""";
    private const string B = """{ "name": "b", "shape": [1, 3], "data": [1, 2, 3] }""";
    private const string X = """{ "name": "x", "shape": [1, 3], "data": [1, 2, 3] }""";
    private const string One = """{ "name": "x", "shape": [1, 1], "data": [1] }""";

    public static IReadOnlyList<ErrorCase> All { get; } =
    [
        Of("unknown_model", "nowhere", X),
        Of("session_lost", "sum", One, "0123456789abcdef-gone"),
        Of("model.input_unknown", "pair", $"{A}, {X}"),
        Of("model.input_missing", "pair", A),
        new(ModelCapabilities.Infer, "model.output_unknown", $$"""{ "inputs": [{{A}}, {{B}}], "outputs": ["product"] }""") { Query = "model=pair", Models = "tiny" },
        Of("model.type_mismatch", "pair", $$"""{{A}}, { "name": "b", "shape": [1, 3], "data": ["1", "2", "3"] }"""),
        Of("model.shape_mismatch", "pair", $$"""{{A}}, { "name": "b", "shape": [1, 4], "data": [1, 2, 3, 4] }"""),
        Of("model.batch_mismatch", "pair", $$"""{{A}}, { "name": "b", "shape": [2, 3], "data": [1, 2, 3, 4, 5, 6] }"""),
        Of("model.no_sequence", "numbers", X, "new"),
        Of("model.run_failed", "index", """{ "name": "idx", "shape": [1], "data": [1000000] }"""),
        Of("model.not_finite", "logarithm", """{ "name": "x", "shape": [1, 1], "data": [-1] }"""),
    ];

    private static ErrorCase Of(string code, string model, string inputs, string? session = null) => new(ModelCapabilities.Infer, code, () => Body(inputs, session)) { Query = $"model={model}", Models = "tiny" };

    private static HttpContent Body(string inputs, string? session)
    {
        var body = GatewayAnswer.Json($$"""{ "inputs": [{{inputs}}] }""");
        if (session is not null)
        {
            body.Headers.Add(GatewayHeaders.SessionId, session);
        }

        return body;
    }
}
