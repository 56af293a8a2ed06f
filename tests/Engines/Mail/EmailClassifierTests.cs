using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Mail;
using WorkerGrains.Engines.Models;
using WorkerGrains.Tests.Engines.Models;

namespace WorkerGrains.Tests.Engines.Mail;

public sealed class EmailClassifierTests : IAsyncLifetime
{
    private const double RequiredAccuracy = 0.97;

    private static readonly (string Subject, string Body)[] s_mails =
    [
        ("Re: build failure", "> it fails\nI pushed a fix, the tests pass on my machine. Can you look at it?"),
        ("Make money fast!!!", "Earn $5000 per week working from home! Guaranteed! Click here now: http://1.2.3.4/win"),
        ("", ""),
    ];

    private readonly ModelRepository _models = TemporaryModels.OpenShipped();

    private readonly EmailClassifier _classifier;

    public EmailClassifierTests() => _classifier = new(_models, Options.Create(new EmailClassifierOptions()));

    public async ValueTask InitializeAsync() => Assert.Equal(Readiness.Ready, await _classifier.StartAsync(TestContext.Current.CancellationToken));

    public ValueTask DisposeAsync()
    {
        _models.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task RunAsync_ShippedModelOnMailsItNeverSaw_IsRightOften()
    {
        var folder = SharedFiles.PathOrSkip("data", "mail-spamassassin");
        var labels = (await File.ReadAllLinesAsync(Path.Combine(folder, "labels.csv"), TestContext.Current.CancellationToken))
            .Skip(1).Select(static line => line.Split(',')).ToList();

        var answers = await RunAsync([.. labels.Select(label => new ClassifyEmail { Message = File.ReadAllBytes(Path.Combine(folder, label[0])) })]);

        var right = labels.Zip(answers).Count(static pair => pair.First[1] == pair.Second.Label);
        Assert.True(right >= RequiredAccuracy * labels.Count, $"{right} of {labels.Count} are right.");
    }

    [Fact]
    public async Task RunAsync_SubjectAndBody_TellsSpamFromHam()
    {
        var answers = await RunAsync([.. s_mails.Select(Input)]);

        Assert.Equal(["ham", "spam"], answers.Take(2).Select(static answer => answer.Label));
        Assert.All(answers, static answer => Assert.InRange(answer.Confidence, 0.5, 1));
    }

    [Fact]
    public async Task RunAsync_Batch_AnswersExactlyAsOneByOne()
    {
        var inputs = s_mails.Select(Input).Append(new() { Subject = "long", Body = string.Join(' ', Enumerable.Range(0, 5_000).Select(static number => $"w{number}")) }).ToList();

        var together = await RunAsync(inputs);

        for (var index = 0; index < inputs.Count; index++)
        {
            Assert.Equal(Assert.Single(await RunAsync([inputs[index]])), together[index]);
        }
    }

    private static ClassifyEmail Input((string Subject, string Body) mail) => new() { Subject = mail.Subject, Body = mail.Body };

    private async Task<IReadOnlyList<EmailClassification>> RunAsync(IReadOnlyList<ClassifyEmail> inputs)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var items = inputs.Select(input => _classifier.Prepare(input, cancellationToken).Value!).ToList();
        var outcomes = await _classifier.RunAsync(items, cancellationToken);
        return [.. outcomes.Select(static outcome => Assert.Single(outcome.Value!.Classifications))];
    }
}
