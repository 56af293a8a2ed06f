using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Models;

namespace WorkerGrains.Engines.Generation;

/// <summary>Goes on with texts.</summary>
internal sealed class TextGenerator(ModelRepository models, IOptions<TextGeneratorOptions> options)
    : IStreamingEngine<GenerateText, GeneratedPiece, GeneratedText>, IModelEngine
{
    private const int MaxStopLength = 256;

    private static readonly WorkError s_invalidStop = new(WorkErrorCode.InvalidInput, $"Each text in stop must have between 1 and {MaxStopLength} characters.");

    private readonly ModelBinding<GenerationModel> _model = models.Bind<GenerationModel>(
        options.Value.Model, GenerationModel.TryCreate, static (model, cancellationToken) => model.WarmUp(cancellationToken));

    public string Device => _model.Current?.Device ?? Devices.Device.CpuId;

    public Readiness Readiness => _model.Readiness;

    public Task<Readiness> StartAsync(CancellationToken cancellationToken) => _model.StartAsync(cancellationToken);

    public ValueTask<WorkError?> EnsureLoadedAsync(CancellationToken cancellationToken) => _model.EnsureLoadedAsync(cancellationToken);

    public async Task<EngineOutcome<GeneratedText>> RunAsync(GenerateText input, IItemSink<GeneratedPiece> items, CancellationToken cancellationToken)
    {
        if (input.Stop.Any(static stop => stop.Length is 0 or > MaxStopLength))
        {
            return s_invalidStop;
        }

        if (!_model.TryAcquire(out var lease, out var error))
        {
            return error;
        }

        using (lease)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return TryEncode(lease.Model, input.Prompt, out var prompt, out error)
                ? await RunAsync(lease.Model, input, prompt, items, cancellationToken)
                : error!;
        }
    }

    private static async Task<EngineOutcome<GeneratedText>> RunAsync(
        GenerationModel model, GenerateText input, List<int> prompt, IItemSink<GeneratedPiece> items, CancellationToken cancellationToken)
    {
        var text = new TextUnderWay(model, input, prompt, cancellationToken);
        model.Loop.Join(text);
        try
        {
            await foreach (var piece in text.ReadAsync(model.Loop.Wake))
            {
                await items.WriteAsync(new GeneratedPiece { Text = piece }, cancellationToken);
            }

            return text.Outcome!.Value;
        }
        finally
        {
            text.Abandon();
            model.Loop.Wake();
        }
    }

    private static bool TryEncode(GenerationModel model, string prompt, out List<int> tokens, out WorkError? error)
    {
        var settings = model.Settings;
        tokens = [settings.BeginToken];

        // A text that is too long whatever its pieces are is not looked at.
        if (prompt.Length / model.Vocabulary.LongestPiece < settings.ContextLength)
        {
            tokens.AddRange(model.Vocabulary.Encode(prompt, settings.AddPrefixSpace));
        }

        var isTooLong = tokens.Count == 1 || tokens.Count >= settings.ContextLength;
        error = isTooLong
            ? WorkError.InvalidInput("text.prompt_too_long", $"The prompt is too long: the model looks at {settings.ContextLength} tokens, and one must be left for the answer. Shorten it.")
            : null;
        return !isTooLong;
    }
}
