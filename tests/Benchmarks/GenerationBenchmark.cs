using System.Text;
using WorkerGrains.Benchmarks.Generation;
using WorkerGrains.Benchmarks.Harness;
using WorkerGrains.Benchmarks.Load;
using WorkerGrains.Benchmarks.Processes;

namespace WorkerGrains.Benchmarks;

/// <summary>What streaming costs: texts read token by token over HTTP, beside the model stepped in a bare loop.</summary>
internal sealed class GenerationBenchmark : IBenchmark
{
    private const string Prompt = "Once upon a time";
    private const int ManyCallers = 8;
    private const int Tokens = 200;

    // Begin, blank, and a character each.
    private static readonly int s_promptTokens = Prompt.Length + 2;

    public string Name => "generate";

    public async Task<IReadOnlyList<Comparison>> RunAsync(RunLength length)
    {
        using var model = new BabyLlama();
        using var direct = new DirectGenerator(s_promptTokens);
        using var silo = await SiloProcess.StartAsync(
            static port => HttpCall.Post(port, "/v1/capabilities/text.generate/run", "application/json", Encoding.UTF8.GetBytes(ServedGenerator.Body(Prompt, 1))),
            "--Models:Path", model.Repository);
        using var served = new ServedGenerator(silo.Port, Prompt);

        direct.Run(length.WarmUp / 2, Tokens);
        await served.RunAsync(length.WarmUp, Tokens, callers: 1);
        var one = await MeasureAsync(callers: 1);
        var many = await MeasureAsync(ManyCallers);
        return
        [
            Comparison.Ratio("generate: 1 caller, streamed", "tokens/s", one, static rate => rate.TokensPerSecond, Goal.AtLeast(0.9)),
            Comparison.Added("generate: 1 caller, first token", "ms", one, static rate => rate.FirstTokenMilliseconds),
            Comparison.Ratio($"generate: {ManyCallers} callers, streamed", "tokens/s", many, static rate => rate.TokensPerSecond),
        ];

        Task<IReadOnlyList<RoundPair<TextRate>>> MeasureAsync(int callers) => Rounds.RunAsync(
            length.Rounds,
            () => Task.FromResult(direct.Run(length.Round, Tokens)),
            () => served.RunAsync(length.Round, Tokens, callers));
    }
}
