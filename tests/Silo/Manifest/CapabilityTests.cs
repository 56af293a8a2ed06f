using System.Net.Http.Json;
using System.Numerics.Tensors;
using SkiaSharp;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Encoding;

namespace WorkerGrains.Tests.Silo.Manifest;

/// <summary>What the manifest of the shared models says they see and read, through the capabilities of the gateway that run them.</summary>
public sealed class CapabilityTests(SharedSilo silo) : IClassFixture<SharedSilo>
{
    private static readonly string[] s_invoice = ["INVOICE 2026-0417", "Bill to: Example Trading Ltd.", "Date: 2026-11-25", "Blue widgets 12 x 4.50", "Total due: EUR 54.00"];

    private static readonly List<string> s_fonts = ["/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", "/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf"];

    private static readonly string[] s_texts =
    [
        "A man is playing a guitar.", "How do I reset my password?", "The cat sat on the mat.", "The company reported higher profits this year.",
        "Heavy rain flooded the streets of the city.", "She is cooking dinner in the kitchen.", "The train to London leaves at nine.", "Scientists discovered a new planet.",
    ];

    private static readonly string[] s_paraphrases =
    [
        "Someone plays the guitar.", "I forgot my password and want to change it.", "A cat is sitting on a rug.", "Earnings of the firm rose in the past year.",
        "The roads of the town were under water after the storm.", "A woman prepares a meal in the kitchen.", "At nine o'clock the train departs for London.", "Astronomers found an unknown planet.",
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("cat_720p.jpg", "Egyptian cat", 0.96)]
    [InlineData("bird.bmp", "chickadee", 1.0)]
    [InlineData("hot_dog.jpg", "hotdog", 0.99)]
    [InlineData("dragonfly.bmp", "dragonfly", 0.90)]
    public async Task ImageClassify_Photo_IsAtLeastAsSureAsTheManifest(string photo, string label, double confidence)
    {
        SharedFiles.PathOrSkip("models", "mobilenet");
        var first = (await PostAsync(ImageCapabilities.Classify, Photo(photo), "application/octet-stream")).Labels[0];

        Assert.Contains(label, first.Label, StringComparison.Ordinal);
        Assert.InRange(first.Confidence, confidence - 0.04, 1);
    }

    /// <summary>Photos of the manifest, and two dogs for its one, whose photo is not among the shared files.</summary>
    [Theory]
    [InlineData("cat_720p.jpg", "cat", 0.79)]
    [InlineData("hot_dog.jpg", "hot dog", 0.84)]
    [InlineData("pets.jpg", "dog", 0.91)]
    [InlineData("astronaut.png", "person", 0.93)]
    public async Task ImageDetect_Photo_IsAsSureAsTheManifest(string photo, string label, double confidence)
    {
        SharedFiles.PathOrSkip("models", "yolox");
        var first = (await PostAsync(ImageCapabilities.Detect, Photo(photo), "application/octet-stream")).Objects[0];

        Assert.Equal(label, first.Label);
        Assert.Equal(confidence, first.Confidence, 0.02);
    }

    [Fact]
    public async Task DocumentOcr_Print_IsReadToTheLetter()
    {
        SharedFiles.PathOrSkip("models", "ocr");
        var read = await PostAsync(DocumentCapabilities.Ocr, Bytes("ocr-images", "bw_text.png"), "image/png");

        Assert.Equal(Engines.Ocr.PaddleOcr.Print, read.Lines.Select(static line => line.Text));
        Assert.All(read.Lines, static line => Assert.InRange(line.Confidence, 0.97, 1));
    }

    [Theory]
    [InlineData("page.png", "Region-basedsegmentation", "markersofthecoins", "histogramofgreyvalues")]
    [InlineData("missvickie_potato_chips.bmp", "MissVickie's", "FARMHOUSE", "CALORIES")]
    public async Task DocumentOcr_Photo_IsReadable(string image, params string[] parts)
    {
        SharedFiles.PathOrSkip("models", "ocr");
        var text = Letters((await PostAsync(DocumentCapabilities.Ocr, Bytes("ocr-images", image), "application/octet-stream")).Lines);

        Assert.All(parts, part => Assert.Contains(part, text, StringComparison.Ordinal));
    }

    /// <summary>The manifest's invoice is not among the shared files: this one is drawn here.</summary>
    [Fact]
    public async Task DocumentOcr_RenderedInvoice_HasEveryField()
    {
        SharedFiles.PathOrSkip("models", "ocr");
        var font = s_fonts.Find(File.Exists);
        Assert.SkipWhen(font is null, "Needs the font DejaVu Sans or Liberation Sans to draw with (Debian: fonts-dejavu-core).");

        var lines = (await PostAsync(DocumentCapabilities.Ocr, DrawInvoice(font), "image/png")).Lines;

        // Blanks are sometimes dropped.
        Assert.Equal(s_invoice.Select(static line => line.Replace(" ", "", StringComparison.Ordinal)), lines.Select(static line => line.Text.Replace(" ", "", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task TextEmbed_Paraphrases_AreNearestOfAll()
    {
        SharedFiles.PathOrSkip("models", "text-embed");
        var texts = await EmbedAsync(s_texts);
        var paraphrases = await EmbedAsync(s_paraphrases);

        var similarities = texts.Select(text => paraphrases.Select(paraphrase => TensorPrimitives.CosineSimilarity<float>(text, paraphrase)).ToArray()).ToArray();
        var right = similarities.Where(static (row, place) => Array.IndexOf(row, row.Max()) == place).Count();
        var mean = similarities.Select(static (row, place) => row[place]).Average();
        var unrelated = similarities.SelectMany(static (row, place) => row.Where((_, other) => other != place)).Average();

        // The manifest: the nearest is right for 7 of 8, paraphrases .53 and unrelated texts .12 in the mean, with texts of its own.
        TestContext.Current.TestOutputHelper!.WriteLine($"{right} of 8 right; paraphrases {mean:F2}, unrelated {unrelated:F2}");
        Assert.InRange(right, 7, 8);
        Assert.InRange(mean, 0.43, 0.75);
        Assert.InRange(unrelated, 0, 0.22);
    }

    private static byte[] DrawInvoice(string fontFile)
    {
        using var bitmap = new SKBitmap(640, 80 + (60 * s_invoice.Length));
        using var canvas = new SKCanvas(bitmap);
        using var typeface = SKTypeface.FromFile(fontFile);
        using var font = new SKFont(typeface, 28);
        using var paint = new SKPaint { Color = SKColors.Black, IsAntialias = true };
        canvas.Clear(SKColors.White);
        for (var line = 0; line < s_invoice.Length; line++)
        {
            canvas.DrawText(s_invoice[line], 40, 80 + (60 * line), SKTextAlign.Left, font, paint);
        }

        return Engines.Images.TestImages.Encode(bitmap, SKEncodedImageFormat.Png);
    }

    private static string Letters(IEnumerable<RecognizedLine> lines) => string.Concat(lines.Select(static line => line.Text)).Replace(" ", "", StringComparison.Ordinal);

    private static byte[] Photo(string file) => Bytes("photos", file);

    private static byte[] Bytes(string folder, string file) => File.ReadAllBytes(SharedFiles.PathOrSkip("data", folder, file));

    private async Task<List<float[]>> EmbedAsync(string[] texts)
    {
        using var response = await silo.Http.PostAsJsonAsync(new Uri("/v1/capabilities/text.embed/run", UriKind.Relative), new { texts }, Cancellation);
        var embeddings = await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<TextEmbeddings>(ContractJson.Options, Cancellation);
        return [.. embeddings!.Embeddings.Select(static embedding => embedding.Vector.ToArray())];
    }

    private async Task<TOutput> PostAsync<TInput, TOutput>(Capability<TInput, TOutput> capability, byte[] body, string mediaType)
        where TInput : class
        where TOutput : class
    {
        using var response = await silo.Http.PostAsync(
            new Uri($"/v1/capabilities/{capability.Name}/run", UriKind.Relative), new ByteArrayContent(body) { Headers = { ContentType = new(mediaType) } }, Cancellation);
        return (await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<TOutput>(ContractJson.Options, Cancellation))!;
    }
}
