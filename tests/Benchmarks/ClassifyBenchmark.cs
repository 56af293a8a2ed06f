using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using WorkerGrains.Benchmarks.Harness;
using WorkerGrains.Benchmarks.Load;
using WorkerGrains.Benchmarks.Processes;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Encoding;
using WorkerGrains.Engines.Mail;
using WorkerGrains.Engines.Models;

namespace WorkerGrains.Benchmarks;

/// <summary>What serving costs the questions that mails are asked: many mails in one request over HTTP, beside what answers them called directly by as many threads.</summary>
internal sealed class ClassifyBenchmark : IBenchmark
{
    private const int Mails = 200;
    private const int Callers = 4;

    public string Name => "classify";

    public async Task<IReadOnlyList<Comparison>> RunAsync(RunLength length)
    {
        var input = new ClassifyEmail { Mails = [.. ReadMails()], Types = Enum.GetValues<EmailQuestion>() };
        var json = JsonSerializer.SerializeToUtf8Bytes(input, ContractJson.Options);
        HttpCall Call(int port) => HttpCall.Post(port, "/v1/capabilities/email.classify/run", "application/json", json);

        await using var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(new ConfigurationBuilder().Build()).AddModels().BuildServiceProvider();
        var classifier = new EmailClassifier(services.GetRequiredService<ModelRepository>(), Options.Create(new EmailClassifierOptions()));
        await classifier.StartAsync(CancellationToken.None);
        using var silo = await SiloProcess.StartAsync(Call);
        var call = Call(silo.Port);
        HttpLoad.Run(call, silo.Process, Callers, length.WarmUp);
        Directly(length.WarmUp / 2);

        var rounds = await Rounds.RunAsync(
            length.Rounds,
            () => Task.FromResult(Directly(length.Round)),
            () => Task.FromResult(HttpLoad.Run(call, silo.Process, Callers, length.Round).PerSecond));
        return [Comparison.Ratio($"classify: {Mails} mails, {input.Types.Count} questions, {Callers} callers", "requests/s", rounds, static perSecond => perSecond, Goal.AtLeast(0.8))];

        double Directly(TimeSpan duration) => Rate.PerSecond(duration, () => Classify(classifier, input), Environment.ProcessorCount);
    }

    private static IEnumerable<EmailToClassify> ReadMails() => Directory.EnumerateFiles(Places.Shared("data/mail-spamassassin"), "*.eml")
        .Order(StringComparer.Ordinal).Take(Mails).Select(static file => new EmailToClassify { Message = File.ReadAllBytes(file) });

    private static void Classify(EmailClassifier classifier, ClassifyEmail input)
    {
        var rows = classifier.Split(input, CancellationToken.None).Value!;
        var answers = classifier.RunAsync(rows, CancellationToken.None).GetAwaiter().GetResult();
        GC.KeepAlive(classifier.Join(input, [.. answers.Select(static answer => answer.Value!)]));
        Array.ForEach(rows, static row => row.Dispose());
    }
}
