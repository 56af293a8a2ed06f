using System.Numerics;
using Microsoft.Extensions.Options;
using SkiaSharp;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Images;
using WorkerGrains.Engines.Models;

namespace WorkerGrains.Engines.Ocr;

/// <summary>Reads images of documents: one model finds the lines, another reads them.</summary>
/// <remarks>Images are decoded before they queue. The lines of all images of a batch are read together, those of about the same length at once.</remarks>
internal sealed class TextRecognizer(ModelRepository models, ImageDecoder decoder, IOptions<TextRecognizerOptions> options)
    : IPreparingEngine<RecognizeText, ImageToRead, RecognizedText>, IModelEngine
{
    private static readonly WorkError s_notANumber = new(WorkErrorCode.EngineFailed, "The model's answer to this image is not a number.");

    private readonly ModelBinding<TextDetectionModel> _detection = models.Bind<TextDetectionModel>(
        options.Value.DetectionModel, TextDetectionModel.TryCreate, static (model, cancellationToken) => model.WarmUp(cancellationToken));

    private readonly ModelBinding<TextRecognitionModel> _recognition = models.Bind<TextRecognitionModel>(
        options.Value.RecognitionModel, TextRecognitionModel.TryCreate, static (model, cancellationToken) => model.WarmUp(cancellationToken));

    public string Device => _recognition.Current?.Device ?? Devices.Device.CpuId;

    public Readiness Readiness => _detection.Readiness is { IsReady: false } problem ? problem : _recognition.Readiness;

    public async Task<Readiness> StartAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(_detection.StartAsync(cancellationToken), _recognition.StartAsync(cancellationToken));
        return Readiness;
    }

    public async ValueTask<WorkError?> EnsureLoadedAsync(CancellationToken cancellationToken) =>
        await _detection.EnsureLoadedAsync(cancellationToken) ?? await _recognition.EnsureLoadedAsync(cancellationToken);

    public EngineOutcome<ImageToRead> Prepare(RecognizeText input, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!decoder.TryDecode(input.Image, (width, height) => Math.Min(1, (float)options.Value.MaxSide / Math.Max(width, height)), out var decoded, out var error))
        {
            return error;
        }

        DecodedImage? image = null;
        ModelLease<TextDetectionModel>? detection = null;
        ModelLease<TextRecognitionModel>? recognition = null;
        ImageToRead? prepared = null;
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!_detection.TryAcquire(out detection, out error) || !_recognition.TryAcquire(out recognition, out error))
            {
                return error;
            }

            image = ImageRenderer.ScaleDown(decoded, options.Value.MaxSide);
            var view = detection.Model.ViewOf(image.Width, image.Height);
            prepared = new ImageToRead
            {
                Image = image,
                Pixels = ImageRenderer.Render(image, view),
                Seen = (view.Width, view.Height),
                Detection = detection,
                Recognition = recognition,
                MinConfidence = input.MinConfidence,
            };
            return prepared;
        }
        finally
        {
            if (prepared is null)
            {
                (image ?? decoded).Dispose();
                detection?.Dispose();
                recognition?.Dispose();
            }
        }
    }

    public Task<IReadOnlyList<EngineOutcome<RecognizedText>>> RunAsync(IReadOnlyList<ImageToRead> batch, CancellationToken cancellationToken)
    {
        var outcomes = new List<EngineOutcome<RecognizedText>>(batch.Count);
        foreach (var (model, images) in ModelBatch.Split(batch, static image => image.Recognition.Model))
        {
            Read(model, images, outcomes, cancellationToken);
        }

        return Task.FromResult<IReadOnlyList<EngineOutcome<RecognizedText>>>(outcomes);
    }

    private static void Read(TextRecognitionModel model, IReadOnlyList<ImageToRead> images, List<EngineOutcome<RecognizedText>> outcomes, CancellationToken cancellationToken)
    {
        var strips = new List<TextStrip>();
        try
        {
            var lines = new List<IReadOnlyList<TextCorners>>();
            foreach (var image in images)
            {
                var found = image.Detection.Model.Find(image.Pixels, image.Seen.Width, image.Seen.Height, cancellationToken);
                lines.Add(ReadingOrder.Of(found.Select(line => line.ToCorners().Scale(image.FromSeen))));
                strips.AddRange(lines[^1].Select(line => TextStrip.Cut(image.Image, line, model.Height, model.Settings)));
            }

            var read = model.Read(strips, cancellationToken);
            var first = 0;
            foreach (var (image, corners) in images.Zip(lines))
            {
                outcomes.Add(ToText(image, corners, read.AsSpan(first, corners.Count)));
                first += corners.Count;
            }
        }
        finally
        {
            strips.ForEach(static strip => strip.Dispose());
        }
    }

    private static EngineOutcome<RecognizedText> ToText(ImageToRead image, IReadOnlyList<TextCorners> corners, ReadOnlySpan<(string Text, float Confidence)> read)
    {
        var size = image.Image.FullSize;
        var lines = new List<RecognizedLine>();
        for (var i = 0; i < read.Length; i++)
        {
            if (float.IsNaN(read[i].Confidence))
            {
                return s_notANumber;
            }

            if (read[i].Text.Length > 0 && read[i].Confidence >= image.MinConfidence)
            {
                lines.Add(ToLine(read[i].Text, read[i].Confidence, corners[i].Scale(image.ToFull), size));
            }
        }

        return new RecognizedText { Width = size.Width, Height = size.Height, Lines = lines };
    }

    private static RecognizedLine ToLine(string text, float confidence, TextCorners corners, SKSizeI size)
    {
        return new RecognizedLine { Text = text, Confidence = confidence, Corners = [ToPoint(corners.TopLeft), ToPoint(corners.TopRight), ToPoint(corners.BottomRight), ToPoint(corners.BottomLeft)] };

        ImagePoint ToPoint(Vector2 corner) => new() { X = Math.Clamp(corner.X, 0, size.Width), Y = Math.Clamp(corner.Y, 0, size.Height) };
    }
}
