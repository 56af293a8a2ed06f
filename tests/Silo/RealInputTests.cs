using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using WorkerGrains.Client;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Tests.Silo;

/// <summary>Real mails and photos through the running gateway and from a .NET client.</summary>
[Collection(typeof(WatchedSilo))]
public sealed class RealInputTests(ServedSilo silo)
{
    private const double RequiredAccuracy = 0.97;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Http_MailsTheModelNeverSaw_AreClassifiedRight()
    {
        var folder = SharedFiles.PathOrSkip("data", "mail-spamassassin");
        var mails = await ReadCsvAsync(Path.Combine(folder, "labels.csv"));

        var right = 0;
        await Parallel.ForEachAsync(mails, Cancellation, async (mail, cancellationToken) =>
        {
            using var body = new ByteArrayContent(await File.ReadAllBytesAsync(Path.Combine(folder, mail[0]), cancellationToken));
            body.Headers.ContentType = new MediaTypeHeaderValue("message/rfc822");
            using var response = await silo.Http.PostAsync(new Uri("/v1/capabilities/email.classify/run", UriKind.Relative), body, cancellationToken);
            var answer = await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<EmailClassifications>(cancellationToken);
            if (answer!.Classifications.Single(static classification => classification.Type == "spam").Label == mail[1])
            {
                Interlocked.Increment(ref right);
            }
        });

        TestContext.Current.TestOutputHelper!.WriteLine($"{right} of {mails.Count} mails are classified right.");
        Assert.True(right >= RequiredAccuracy * mails.Count, $"{right} of {mails.Count} mails are classified right.");
    }

    [Fact]
    public async Task Http_MailCutShortAnywhere_IsStillClassified()
    {
        var folder = SharedFiles.PathOrSkip("data", "mail-spamassassin");
        var mail = await File.ReadAllBytesAsync(Directory.EnumerateFiles(folder, "*.eml").Order(StringComparer.Ordinal).First(), Cancellation);

        foreach (var length in (int[])[1, 10, 100, mail.Length / 4, mail.Length / 2, mail.Length - 1])
        {
            using var response = await silo.Http.PostAsync(
                new Uri("/v1/capabilities/email.classify/run", UriKind.Relative),
                new ByteArrayContent(mail, 0, length) { Headers = { ContentType = new("message/rfc822") } },
                Cancellation);

            Assert.Single((await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<EmailClassifications>(Cancellation))!.Classifications);
        }
    }

    [Fact]
    public async Task Client_Mail_IsClassifiedAsOverHttp()
    {
        var folder = SharedFiles.PathOrSkip("data", "mail-spamassassin");
        foreach (var mail in (await ReadCsvAsync(Path.Combine(folder, "labels.csv"))).Take(10))
        {
            var bytes = await File.ReadAllBytesAsync(Path.Combine(folder, mail[0]), Cancellation);
            using var response = await silo.Http.PostAsync(
                new Uri("/v1/capabilities/email.classify/run", UriKind.Relative),
                new ByteArrayContent(bytes) { Headers = { ContentType = new("message/rfc822") } },
                Cancellation);

            var overHttp = await response.Content.ReadFromJsonAsync<EmailClassifications>(Cancellation);
            var fromClient = await silo.Client.RunAsync(EmailCapabilities.Classify, new ClassifyEmail { Message = bytes }, Cancellation);

            Assert.Equal(overHttp!.Classifications, fromClient.Classifications);
        }
    }

    [Fact]
    public async Task Http_Photos_ShowWhatTheyShow()
    {
        var folder = SharedFiles.PathOrSkip("data", "photos");
        foreach (var photo in (await ReadCsvAsync(Path.Combine(folder, "labels.csv"))).Where(static photo => photo[2].Length > 0 && !photo[2].StartsWith('(')))
        {
            using var response = await PostImageAsync(await File.ReadAllBytesAsync(Path.Combine(folder, photo[0]), Cancellation), "application/octet-stream");
            var labels = await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<ImageLabels>(Cancellation);

            Assert.Contains(labels!.Labels, label => label.Label.Contains(photo[2], StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact]
    public async Task Client_Photo_ShowsWhatItShows()
    {
        var photo = SharedFiles.PathOrSkip("data", "photos", "cat_720p.jpg");

        var labels = await silo.Client.RunAsync(
            ImageCapabilities.Classify, new ClassifyImage { Image = await File.ReadAllBytesAsync(photo, Cancellation), Top = 1 }, Cancellation);

        Assert.Contains("Egyptian cat", Assert.Single(labels.Labels).Label, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bad-images")]
    [InlineData("odd-images")]
    public async Task BadAndOddImages_AreAnsweredOrRefused(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(SharedFiles.PathOrSkip("data", folder)).Where(static file => !file.Contains("LICENSE", StringComparison.Ordinal)))
        {
            var bytes = await File.ReadAllBytesAsync(file, Cancellation);
            using var response = await PostImageAsync(bytes, "application/octet-stream");
            var fromClient = await TryFromClientAsync(bytes);

            Assert.Equal(response.IsSuccessStatusCode, fromClient is null);
            if (fromClient is not null)
            {
                var problem = (await response.Content.ReadFromJsonAsync<JsonNode>(Cancellation))!;
                Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
                Assert.Equal(fromClient.Reason, (string?)problem["code"]);
                Assert.Equal(fromClient.Message, (string?)problem["detail"]);
                Assert.StartsWith("image.", fromClient.Reason, StringComparison.Ordinal);
            }
        }

        Assert.False(silo.Silo.Process.HasExited);
    }

    [Fact]
    public async Task Http_ManyBombs_GiveTheirMemoryBack()
    {
        SharedFiles.PathOrSkip("models", "mobilenet");
        var bomb = Bitmap(65_535, 65_535);
        using (var refused = await PostImageAsync(bomb, "image/bmp"))
        {
            var problem = (await refused.Content.ReadFromJsonAsync<JsonNode>(Cancellation))!;
            Assert.Equal((HttpStatusCode.BadRequest, "image.too_large"), (refused.StatusCode, (string?)problem["code"]));
        }

        var large = new byte[16 * 1024 * 1024];
        Bitmap(65_535, 65_535).CopyTo(large, 0);
        await SendManyAsync(large);
        var first = silo.Silo.Process.WorkingSet;
        await SendManyAsync(large);
        await SendManyAsync(large);

        Assert.True(silo.Silo.Process.WorkingSet < first + (256L * 1024 * 1024), $"{first} bytes, and after as much again {silo.Silo.Process.WorkingSet}.");
    }

    private static async Task<IReadOnlyList<string[]>> ReadCsvAsync(string path) =>
        [.. (await File.ReadAllLinesAsync(path, Cancellation)).Skip(1).Select(static line => line.Split(','))];

    /// <summary>A BMP header that claims a size, and nothing behind it.</summary>
    private static byte[] Bitmap(int width, int height)
    {
        var bytes = new byte[54];
        "BM"u8.CopyTo(bytes);
        BitConverter.TryWriteBytes(bytes.AsSpan(2), 54);
        BitConverter.TryWriteBytes(bytes.AsSpan(10), 54);
        BitConverter.TryWriteBytes(bytes.AsSpan(14), 40);
        BitConverter.TryWriteBytes(bytes.AsSpan(18), width);
        BitConverter.TryWriteBytes(bytes.AsSpan(22), height);
        BitConverter.TryWriteBytes(bytes.AsSpan(26), (short)1);
        BitConverter.TryWriteBytes(bytes.AsSpan(28), (short)24);
        return bytes;
    }

    private async Task SendManyAsync(byte[] image)
    {
        for (var i = 0; i < 20; i++)
        {
            using var response = await PostImageAsync(image, "image/bmp");
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        }
    }

    private async Task<HttpResponseMessage> PostImageAsync(byte[] image, string mediaType) => await silo.Http.PostAsync(
        new Uri("/v1/capabilities/image.classify/run?top=5", UriKind.Relative), new ByteArrayContent(image) { Headers = { ContentType = new(mediaType) } }, Cancellation);

    private async Task<WorkException?> TryFromClientAsync(byte[] image)
    {
        try
        {
            await silo.Client.RunAsync(ImageCapabilities.Classify, new ClassifyImage { Image = image }, Cancellation);
            return null;
        }
        catch (WorkException exception) when (exception.Code == WorkErrorCode.InvalidInput)
        {
            return exception;
        }
    }
}
