using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Mail.Questions;
using WorkerGrains.Engines.Models;

namespace WorkerGrains.Engines.Mail;

/// <summary>Says whether mails are spam, by a model, and what else is asked of them, by rules and lexicons.</summary>
/// <remarks>Mails are read, hashed and put to the rules before they queue, so that the lane spends its time on the model only.</remarks>
internal sealed class EmailClassifier(ModelRepository models, IOptions<EmailClassifierOptions> options)
    : IRowEngine<ClassifyEmail, MailToClassify, ClassifiedEmail, EmailClassifications>, IModelEngine
{
    private const float Threshold = 0.5f;

    private static readonly IReadOnlyList<EmailQuestion> s_spamOnly = [EmailQuestion.Spam];

    private static readonly WorkError s_askedTwice = new(WorkErrorCode.InvalidInput, "Ask for each of the types once.");

    private static readonly WorkError s_notANumber = new(WorkErrorCode.EngineFailed, "The model's answer to this mail is not a number.");

    private readonly ModelBinding<SpamModel> _model = models.Bind<SpamModel>(
        options.Value.Model,
        SpamModel.TryCreate,
        static (model, cancellationToken) => model.Run([SpamFeatures.FromText("Warming up", "so that the first mail does not")], cancellationToken));

    public string Device => _model.Device;

    public Readiness Readiness => _model.Readiness;

    public Task<Readiness> StartAsync(CancellationToken cancellationToken) => _model.StartAsync(cancellationToken);

    public ValueTask<WorkError?> EnsureLoadedAsync(CancellationToken cancellationToken) => _model.EnsureLoadedAsync(cancellationToken);

    public EngineOutcome<MailToClassify[]> Split(ClassifyEmail input, CancellationToken cancellationToken)
    {
        var questions = input.Types ?? s_spamOnly;
        if (questions.Distinct().Count() < questions.Count)
        {
            return s_askedTwice;
        }

        IReadOnlyList<EmailToClassify> mails = input.Mails ?? [new EmailToClassify { Message = input.Message, Subject = input.Subject, Body = input.Body }];
        var rows = new List<MailToClassify>(mails.Count);
        try
        {
            foreach (var mail in mails)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var content = mail.Message is { } message ? MailReader.Read(message) : MailReader.Read(mail.Subject, mail.Body);
                var answers = MailQuestions.Answer(questions, content);
                var features = questions.Contains(EmailQuestion.Spam) ? SpamFeatures.From(content) : [];
                if (!_model.TryAcquire(out var lease, out var error))
                {
                    rows.ForEach(static row => row.Dispose());
                    return error;
                }

                rows.Add(new MailToClassify(features, lease) { Index = rows.Count, Answers = answers });
            }
        }
        catch (OperationCanceledException)
        {
            rows.ForEach(static row => row.Dispose());
            throw;
        }

        return rows.ToArray();
    }

    public EngineOutcome<EmailClassifications> Join(ClassifyEmail input, IReadOnlyList<ClassifiedEmail> rows) => input.Mails is null
        ? new EmailClassifications { Classifications = rows[0].Classifications }
        : new EmailClassifications { Classifications = [], Mails = rows };

    public int SizeOf(MailToClassify input) => Math.Max(1, input.Features.Length);

    public Task<IReadOnlyList<EngineOutcome<ClassifiedEmail>>> RunAsync(IReadOnlyList<MailToClassify> batch, CancellationToken cancellationToken)
    {
        var outcomes = new List<EngineOutcome<ClassifiedEmail>>(batch.Count);
        foreach (var (model, mails) in ModelBatch.Split(batch, static mail => mail.Lease.Model))
        {
            var probabilities = model.Run([.. mails.Select(static mail => mail.Features)], cancellationToken);
            outcomes.AddRange(mails.Zip(probabilities, Read));
        }

        return Task.FromResult<IReadOnlyList<EngineOutcome<ClassifiedEmail>>>(outcomes);
    }

    private static EngineOutcome<ClassifiedEmail> Read(MailToClassify mail, float probability)
    {
        if (mail.Answers.Contains(null) && !float.IsFinite(probability))
        {
            return s_notANumber;
        }

        var isSpam = probability >= Threshold;
        var spam = new EmailClassification
        {
            Type = MailQuestions.NameOf(EmailQuestion.Spam),
            Label = isSpam ? "spam" : "ham",
            Confidence = Math.Round(isSpam ? probability : 1 - (double)probability, 6),
            Method = "model",
        };
        return new ClassifiedEmail { Index = mail.Index, Classifications = [.. mail.Answers.Select(answer => answer ?? spam)] };
    }
}
