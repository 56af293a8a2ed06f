using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Mail;
using WorkerGrains.Engines.Models;
using WorkerGrains.Tests.Contracts.Encoding;
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
        Assert.All(answers, static answer => Assert.InRange(answer.Confidence!.Value, 0.5, 1));
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

    [Fact]
    public async Task RunAsync_ManyMailsAndQuestions_AreAnsweredInOrder()
    {
        var input = new ClassifyEmail
        {
            Mails = [.. s_mails.Select(static mail => new EmailToClassify { Subject = mail.Subject, Body = mail.Body })],
            Types = [EmailQuestion.Language, EmailQuestion.Spam, EmailQuestion.Bill],
        };

        var rows = _classifier.Split(input, TestContext.Current.CancellationToken).Value!;
        var outcomes = await _classifier.RunAsync(rows, TestContext.Current.CancellationToken);
        var output = _classifier.Join(input, [.. outcomes.Select(static outcome => outcome.Value!)]).Value!;

        Assert.Empty(output.Classifications);
        Assert.Equal([0, 1, 2], output.Mails!.Select(static mail => mail.Index));
        Assert.All(output.Mails!, static mail => Assert.Equal(["language", "spam", "bill"], mail.Classifications.Select(static answer => answer.Type)));
        Assert.Equal(["ham", "spam"], output.Mails!.Take(2).Select(static mail => mail.Classifications[1].Label));
        SchemaCheck.AssertPromised(EmailCapabilities.Classify, output);
    }

    [Fact]
    public void Split_SameQuestionTwice_IsRefused()
    {
        var outcome = _classifier.Split(new ClassifyEmail { Subject = "a", Body = "b", Types = [EmailQuestion.Spam, EmailQuestion.Spam] }, TestContext.Current.CancellationToken);

        Assert.Equal((WorkErrorCode.InvalidInput, "Ask for each of the types once."), (outcome.Error!.Code, outcome.Error.Message));
    }

    private static ClassifyEmail Input((string Subject, string Body) mail) => new() { Subject = mail.Subject, Body = mail.Body };

    private async Task<IReadOnlyList<EmailClassification>> RunAsync(IReadOnlyList<ClassifyEmail> inputs)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var items = inputs.SelectMany(input => _classifier.Split(input, cancellationToken).Value!).ToList();
        var outcomes = await _classifier.RunAsync(items, cancellationToken);
        return [.. outcomes.Select(static outcome => Assert.Single(outcome.Value!.Classifications))];
    }
}
