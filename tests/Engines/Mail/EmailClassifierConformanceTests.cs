using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Mail;
using WorkerGrains.Engines.Models;
using WorkerGrains.Tests.Engines.Models;

namespace WorkerGrains.Tests.Engines.Mail;

public sealed class EmailClassifierConformanceTests : EngineConformance, IDisposable
{
    private readonly ModelRepository _models = TemporaryModels.OpenShipped();

    private readonly EmailClassifier _classifier;

    public EmailClassifierConformanceTests() => _classifier = new EmailClassifier(_models, Options.Create(new EmailClassifierOptions()));

    public void Dispose() => _models.Dispose();

    private protected override async ValueTask<EngineUnderTest> StartAsync()
    {
        Assert.Equal(Readiness.Ready, await _classifier.StartAsync(TestContext.Current.CancellationToken));
        return new EngineUnderTest<MailToClassify, ClassifiedEmail>
        {
            Engine = _classifier,
            Inputs =
            [
                () => Prepare("Minutes of the meeting", "Attached are the minutes. The next meeting is on Thursday at ten."),
                () => Prepare("You won!!!", "Click here to claim your FREE prize now, cheap pills, no prescription."),
                () => Prepare("", string.Join(' ', Enumerable.Range(0, 500))),
                () => Prepare("Re: build", "It fails on line 12; I have a patch."),
            ],
            BadInput = () => Prepare("Re: build", "Nothing.") with { Features = [SpamFeatures.BucketCount] },
            Lanes = 2,
            Same = static (one, other) => one.Classifications[0].Label == other.Classifications[0].Label
                && Math.Abs(one.Classifications[0].Confidence!.Value - other.Classifications[0].Confidence!.Value) < 1e-5,
        };
    }

    private MailToClassify Prepare(string subject, string body) =>
        _classifier.Split(new ClassifyEmail { Subject = subject, Body = body }, TestContext.Current.CancellationToken).Value!.Single();
}
