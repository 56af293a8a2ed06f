using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Models;

namespace WorkerGrains.Engines.Mail;

/// <summary>Says whether mails are spam.</summary>
/// <remarks>Mails are read and hashed before they queue, so that the lane spends its time on the model only.</remarks>
internal sealed class EmailClassifier(ModelRepository models, IOptions<EmailClassifierOptions> options)
    : IPreparingEngine<ClassifyEmail, long[], EmailClassifications>, IStartingEngine, IDisposable
{
    private const float Threshold = 0.5f;

    private static readonly WorkError s_notANumber = new(WorkErrorCode.EngineFailed, "The model's answer to this mail is not a number.");

    private SpamModel? _model;

    private SpamModel Model => _model ?? throw new InvalidOperationException("The engine has not started.");

    public async Task<Readiness> StartAsync(CancellationToken cancellationToken)
    {
        var load = await models.LoadAsync(options.Value.Model, cancellationToken);
        if (!load.IsReady)
        {
            return load.Readiness;
        }

        if (!SpamModel.TryCreate(load.Model, out var model, out var problem))
        {
            return problem;
        }

        model.Run([SpamFeatures.FromText("Warming up", "so that the first mail does not")], cancellationToken);
        _model = model;
        return Readiness.Ready;
    }

    public EngineOutcome<long[]> Prepare(ClassifyEmail input, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return input.Message is { } message ? SpamFeatures.FromMessage(message) : SpamFeatures.FromText(input.Subject, input.Body);
    }

    public int SizeOf(long[] input) => input.Length;

    public Task<IReadOnlyList<EngineOutcome<EmailClassifications>>> RunAsync(IReadOnlyList<long[]> batch, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<EngineOutcome<EmailClassifications>>>(Array.ConvertAll(Model.Run(batch, cancellationToken), Read));

    public void Dispose() => _model?.Dispose();

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
