using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Models;

namespace WorkerGrains.Engines.Mail;

/// <summary>Says whether mails are spam.</summary>
/// <remarks>Mails are read and hashed before they queue, so that the lane spends its time on the model only.</remarks>
internal sealed class EmailClassifier(ModelRepository models, IOptions<EmailClassifierOptions> options)
    : IPreparingEngine<ClassifyEmail, MailToClassify, EmailClassifications>, IModelEngine
{
    private const float Threshold = 0.5f;

    private static readonly WorkError s_notANumber = new(WorkErrorCode.EngineFailed, "The model's answer to this mail is not a number.");

    private readonly ModelBinding<SpamModel> _model = models.Bind<SpamModel>(
        options.Value.Model,
        SpamModel.TryCreate,
        static (model, cancellationToken) => model.Run([SpamFeatures.FromText("Warming up", "so that the first mail does not")], cancellationToken));

    public string Device => _model.Device;

    public Readiness Readiness => _model.Readiness;

    public Task<Readiness> StartAsync(CancellationToken cancellationToken) => _model.StartAsync(cancellationToken);

    public ValueTask<WorkError?> EnsureLoadedAsync(CancellationToken cancellationToken) => _model.EnsureLoadedAsync(cancellationToken);

    public EngineOutcome<MailToClassify> Prepare(ClassifyEmail input, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var features = input.Message is { } message ? SpamFeatures.FromMessage(message) : SpamFeatures.FromText(input.Subject, input.Body);
        return _model.TryAcquire(out var lease, out var error) ? new MailToClassify(features, lease) : error;
    }

    public int SizeOf(MailToClassify input) => input.Features.Length;

    public Task<IReadOnlyList<EngineOutcome<EmailClassifications>>> RunAsync(IReadOnlyList<MailToClassify> batch, CancellationToken cancellationToken)
    {
        var outcomes = new List<EngineOutcome<EmailClassifications>>(batch.Count);
        foreach (var (model, mails) in ModelBatch.Split(batch, static mail => mail.Lease.Model))
        {
            outcomes.AddRange(Array.ConvertAll(model.Run([.. mails.Select(static mail => mail.Features)], cancellationToken), Read));
        }

        return Task.FromResult<IReadOnlyList<EngineOutcome<EmailClassifications>>>(outcomes);
    }

    private static EngineOutcome<EmailClassifications> Read(float probability)
    {
        if (!float.IsFinite(probability))
        {
            return s_notANumber;
        }

        var isSpam = probability >= Threshold;
        var spam = new EmailClassification
        {
            Type = "spam",
            Label = isSpam ? "spam" : "ham",
            Confidence = Math.Round(isSpam ? probability : 1 - (double)probability, 6),
            Method = "model",
        };
        return new EmailClassifications { Classifications = [spam] };
    }
}
