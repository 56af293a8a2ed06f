using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Tests.Silo.Errors;

/// <summary>What predictions are refused for.</summary>
internal static class PredictionErrorCases
{
    private static readonly Capability s_predict = TableCapabilities.Predict;

    public static IReadOnlyList<ErrorCase> All { get; } =
    [
        .. TableErrorCases.OfTables(s_predict, "model=numbers").Select(static one => one with { Models = "tiny" }),
        Of("table.out_of_memory", "numbers", TableErrorCases.LargeValue),
        Of("table.timed_out", "numbers", "a,b,c\n1,2,3\n") with { Before = TableTrouble.HangAsync },
        Of("table.crashed", "numbers", "a,b,c\n1,2,3\n") with { Before = TableTrouble.KillAsync },
        Of("table.column_missing", "numbers", "a,b\n1,2\n"),
        Of("table.column_mismatch", "numbers", "a,b,c\n1,2,2026-01-01\n"),
        Of("table.value_invalid", "numbers", "a,b,c\n1,2,three\n"),
        Of("table.category_unknown", "colours", "colour\npink\n"),
        Of("table.model_unfit", "pair", "a,b,c\n1,2,3\n"),
        Of("table.prediction_not_finite", "numbers", "a,b,c\n1,2,3\n1,,3\n"),
        Of("table.predictions_too_many", "numbers", "a,b,c\n1,2,3\n1,2,3\n"),
        Of("model.run_failed", "index", "idx\n1000000\n"),
        Of("unknown_model", "nowhere", "a\n1\n"),
    ];

    private static ErrorCase Of(string code, string model, string csv) => Of(code, model, () => TableErrorCases.Csv(csv));

    private static ErrorCase Of(string code, string model, Func<HttpContent> body) => new(s_predict, code, body) { Query = $"model={model}", Models = "tiny" };
}
