using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using WorkerGrains.Client;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Tests.Engines.Audio;

namespace WorkerGrains.Tests.Silo;

/// <summary>Real files through the running gateway and from a .NET client, to the real models.</summary>
public sealed class ModelRequestTests(SharedSilo silo) : IClassFixture<SharedSilo>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FileIdentify_MagikasOwnFiles_AreOfTheirTypeEveryWay()
    {
        SharedFiles.PathOrSkip("models", "magika");
        foreach (var file in Directory.EnumerateDirectories(SharedFiles.PathOrSkip("data", "filetypes")).SelectMany(Directory.EnumerateFiles))
        {
            var bytes = await File.ReadAllBytesAsync(file, Cancellation);
            var expected = Path.GetFileName(Path.GetDirectoryName(file));

            var overHttp = await PostAsync(FileCapabilities.Identify, bytes, "application/octet-stream");
            var fromClient = await silo.Client.RunAsync(FileCapabilities.Identify, new IdentifyFile { File = bytes }, Cancellation);

            Assert.Equal((expected, expected), (overHttp.Label, fromClient.Label));
            Assert.Equal(overHttp.MimeType, fromClient.MimeType);
        }
    }

    [Fact]
    public async Task FileIdentify_Json_TakesBase64AndTheMode()
    {
        SharedFiles.PathOrSkip("models", "magika");
        var bytes = await File.ReadAllBytesAsync(SharedFiles.PathOrSkip("data", "filetypes", "pdf", "magika_test.pdf"), Cancellation);
        using var response = await silo.Http.PostAsJsonAsync("/v1/capabilities/file.identify/run", new { file = Convert.ToBase64String(bytes), confidence = "bestGuess" }, Cancellation);

        Assert.Equal("pdf", (await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<FileIdentity>(Cancellation))!.Label);
    }

    [Fact]
    public async Task FileIdentify_LargeFile_IsIdentifiedAndATooLargeOneRefused()
    {
        SharedFiles.PathOrSkip("models", "magika");
        var file = new byte[FileCapabilities.Identify.MaxInputBytes + 1];
        var pdf = await File.ReadAllBytesAsync(SharedFiles.PathOrSkip("data", "filetypes", "pdf", "magika_test.pdf"), Cancellation);
        pdf.CopyTo(file, 0);
        pdf.CopyTo(file, file.Length - 1 - pdf.Length);

        var refusal = await Assert.ThrowsAsync<WorkException>(() => silo.Client.RunAsync(FileCapabilities.Identify, new IdentifyFile { File = file }, Cancellation));
        var identity = await PostAsync(FileCapabilities.Identify, file[..^1], "application/octet-stream");

        Assert.Equal(WorkErrorCode.PayloadTooLarge, refusal.Code);
        Assert.Equal("application/pdf", identity.MimeType);
    }

    [Fact]
    public async Task ImageDetect_Photos_ShowWhatTheyShowEveryWay()
    {
        SharedFiles.PathOrSkip("models", "yolox");
        foreach (var (photo, label, count) in new[] { ("cat_720p.jpg", "cat", 1), ("pets.jpg", "dog", 2), ("face.jpg", "person", 4), ("bird.bmp", "bird", 1) })
        {
            var bytes = await File.ReadAllBytesAsync(SharedFiles.PathOrSkip("data", "photos", photo), Cancellation);

            var overHttp = await PostAsync(ImageCapabilities.Detect, bytes, "image/jpeg", "?minConfidence=0.5&iou=0.45&top=10");
            var fromClient = await silo.Client.RunAsync(ImageCapabilities.Detect, new DetectObjects { Image = bytes, MinConfidence = 0.5f }, Cancellation);

            Assert.Equal(Enumerable.Repeat(label, count), overHttp.Objects.Where(found => found.Label == label).Select(static found => found.Label));
            Assert.Equal(overHttp.Objects.Select(static found => found.Label), fromClient.Objects.Select(static found => found.Label));
        }
    }

    [Fact]
    public async Task DocumentOcr_Print_IsReadToTheLetterEveryWay()
    {
        SharedFiles.PathOrSkip("models", "ocr");
        var bytes = await File.ReadAllBytesAsync(SharedFiles.PathOrSkip("data", "ocr-images", "bw_text.png"), Cancellation);

        var overHttp = await PostAsync(DocumentCapabilities.Ocr, bytes, "image/png", "?minConfidence=0.9");
        var fromClient = await silo.Client.RunAsync(DocumentCapabilities.Ocr, new RecognizeText { Image = bytes }, Cancellation);

        Assert.Equal("Men may seem detestable as joint", overHttp.Lines[0].Text);
        Assert.Equal("costliest robes.", overHttp.Lines[9].Text);
        Assert.Equal(overHttp.Lines.Select(static line => line.Text), fromClient.Lines.Select(static line => line.Text));
    }

    [Theory]
    [InlineData("bad-images")]
    [InlineData("odd-images")]
    public async Task DocumentOcr_BadAndOddImages_AreReadOrRefused(string folder)
    {
        SharedFiles.PathOrSkip("models", "ocr");
        await AssertAnsweredOrRefusedAsync(DocumentCapabilities.Ocr, Directory.EnumerateFiles(SharedFiles.PathOrSkip("data", folder)));
    }

    [Theory]
    [InlineData("bad-images")]
    [InlineData("odd-images")]
    public async Task ImageDetect_BadAndOddImages_AreSearchedOrRefused(string folder)
    {
        SharedFiles.PathOrSkip("models", "yolox");
        await AssertAnsweredOrRefusedAsync(ImageCapabilities.Detect, Directory.EnumerateFiles(SharedFiles.PathOrSkip("data", folder)));
    }

    [Fact]
    public async Task AudioDetectSpeech_ManyAtOnce_AreHeardAsOneByOne()
    {
        SharedFiles.PathOrSkip("models", "silero-vad");
        var speech = TestRecordings.Speech();
        byte[][] files = [.. Enumerable.Range(0, 6).Select(i => TestRecordings.Encode(speech.AsSpan(i * 5 * 16_000, (3 + i) * 16_000), 16_000))];
        var alone = new List<DetectedSpeech>();
        foreach (var file in files)
        {
            alone.Add(await PostAsync(AudioCapabilities.DetectSpeech, file, "audio/wav"));
        }

        var together = await Task.WhenAll(files.Select(file => silo.Client.RunAsync(AudioCapabilities.DetectSpeech, new DetectSpeech { Audio = file }, Cancellation)));

        Assert.All(alone, static found => Assert.NotEmpty(found.Segments));
        Assert.Equal(
            alone.SelectMany(static found => found.Segments).Select(static segment => (segment.Start, segment.End)),
            together.SelectMany(static found => found.Segments).Select(static segment => (segment.Start, segment.End)));
    }

    [Fact]
    public async Task AudioDetectSpeech_RawBody_TakesItsRulesInTheQuery()
    {
        SharedFiles.PathOrSkip("models", "silero-vad");
        var bytes = await File.ReadAllBytesAsync(TestRecordings.SpeechPath, Cancellation);

        var usual = await PostAsync(AudioCapabilities.DetectSpeech, bytes, "audio/wav");
        var fewer = await PostAsync(AudioCapabilities.DetectSpeech, bytes, "audio/wav", "?minSilenceMs=1000&threshold=0.6");

        Assert.Equal(60, usual.Duration, 0.001);
        Assert.True(fewer.Segments.Count < usual.Segments.Count);
    }

    [Fact]
    public async Task AudioDetectSpeech_OtherFiles_AreRefused()
    {
        SharedFiles.PathOrSkip("models", "silero-vad");
        await AssertAnsweredOrRefusedAsync(
            AudioCapabilities.DetectSpeech, Directory.EnumerateDirectories(SharedFiles.PathOrSkip("data", "filetypes")).SelectMany(Directory.EnumerateFiles));
    }

    /// <summary>A bad input is refused with a code of the capability's own, and takes nothing along.</summary>
    private async Task AssertAnsweredOrRefusedAsync(Capability capability, IEnumerable<string> files)
    {
        foreach (var file in files)
        {
            using var response = await SendAsync(capability, await File.ReadAllBytesAsync(file, Cancellation), "application/octet-stream");
            if (!response.IsSuccessStatusCode)
            {
                var problem = (await response.Content.ReadFromJsonAsync<JsonNode>(Cancellation))!;
                Assert.True(
                    response.StatusCode == HttpStatusCode.BadRequest && capability.Errors.Any(error => error.Code == (string?)problem["code"]),
                    $"{Path.GetFileName(file)}: {response.StatusCode} {problem["code"]}");
            }
        }

        Assert.False(silo.Silo.Process.HasExited);
    }

    private async Task<TOutput> PostAsync<TInput, TOutput>(Capability<TInput, TOutput> capability, byte[] body, string mediaType, string query = "")
        where TInput : class
        where TOutput : class
    {
        using var response = await SendAsync(capability, body, mediaType, query);
        return (await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<TOutput>(Cancellation))!;
    }

    private Task<HttpResponseMessage> SendAsync(Capability capability, byte[] body, string mediaType, string query = "") => silo.Http.PostAsync(
        new Uri($"/v1/capabilities/{capability.Name}/run{query}", UriKind.Relative), new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } }, Cancellation);
}
