using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using WorkerGrains.Client;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Encoding;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Tests.Contracts.Encoding;

namespace WorkerGrains.Tests.Silo;

/// <summary>Real mails through the running gateway and from a .NET client.</summary>
[Collection(typeof(WatchedSilo))]
public sealed partial class MailRequestTests(ServedSilo silo)
{
    private const string AllTypes = """["spam","priority","category","bill","receipt","sentiment","language"]""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryMail_IsParsedOrRefusedAndClassified()
    {
        var files = Files("mail-mimekit").Concat(Files("mail-spamassassin")).ToList();
        var parsed = 0;
        await Parallel.ForEachAsync(files, Cancellation, async (file, cancellationToken) =>
        {
            var bytes = await File.ReadAllBytesAsync(file, cancellationToken);
            using var parse = await PostAsync("email.parse", "maxAttachmentBytes=1000000", bytes);
            using var classify = await PostAsync("email.classify", "types=" + Uri.EscapeDataString(AllTypes), bytes);

            if (parse.IsSuccessStatusCode)
            {
                SchemaCheck.AssertPromised(EmailCapabilities.Parse, (await ReadAsync<ParsedEmails>(parse))!);
                Interlocked.Increment(ref parsed);
            }
            else
            {
                var problem = await parse.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
                Assert.True(problem.GetProperty("code").GetString() == "email.not_a_message", $"{Path.GetFileName(file)}: {parse.StatusCode} {problem}");
            }

            var classified = await ReadAsync<EmailClassifications>(classify.EnsureSuccessStatusCode());
            SchemaCheck.AssertPromised(EmailCapabilities.Classify, classified!);
            Assert.Equal(7, classified!.Classifications.Count);
        });

        TestContext.Current.TestOutputHelper!.WriteLine($"{parsed} of {files.Count} files are mails.");
        Assert.InRange(parsed, files.Count - 20, files.Count);
    }

    [Fact]
    public async Task Mails_SayWhatTheirBytesSay()
    {
        var compared = 0;
        foreach (var file in Files("mail-spamassassin").Where(static file => file.EndsWith(".eml", StringComparison.Ordinal)).Take(120))
        {
            var bytes = await File.ReadAllBytesAsync(file, Cancellation);
            var mail = new MailOnItsOwn(bytes);
            using var response = await PostAsync("email.parse", "maxTextLength=1000000", bytes);
            var parsed = Assert.Single((await ReadAsync<ParsedEmails>(response.EnsureSuccessStatusCode()))!.Mails);

            Assert.Equal(mail.Ascii("Subject") ?? parsed.Subject, parsed.Subject);
            Assert.Equal(mail.Ascii("Message-Id")?.Trim('<', '>') ?? parsed.MessageId, parsed.MessageId);
            Assert.Equal(mail.HeaderCount, parsed.Headers!.Count);
            Assert.Equal(mail.Day ?? parsed.Date?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), parsed.Date?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
            if (mail.PlainText is { } text)
            {
                Assert.Equal(text, parsed.Text);
                compared++;
            }
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{compared} texts compared.");
        Assert.True(compared >= 50 || Files("mail-spamassassin").Count < 50, $"Only {compared} mails are plain enough to compare.");
    }

    [Fact]
    public async Task MimeKitsMails_ShowWhatTheyShow()
    {
        var folder = SharedFiles.PathOrSkip("data", "mail-mimekit");
        var japanese = await ParseFileAsync(Path.Combine(folder, "messages", "japanese.txt"));
        var flowed = await ParseFileAsync(Path.Combine(folder, "messages", "issue1130.txt"));
        var simple = await ParseFileAsync(Path.Combine(folder, "messages", "empty-multipart.txt"));
        var mbox = await ParseFileAsync(Path.Combine(folder, "mbox", "unmunged.mbox.txt"));

        Assert.Equal("日本語メールテスト (testing Japanese emails)", japanese.Mails[0].Subject);
        Assert.Contains("日本語が\n正常に\n送れているか\nテスト.", japanese.Mails[0].Text, StringComparison.Ordinal);
        // Of lines joined with delsp=yes the blank at the end goes (RFC 3676, 4.1).
        Assert.Contains("now there isa \"You do not currently have access", flowed.Mails[0].Text, StringComparison.Ordinal);
        Assert.Equal("This part should be on the same level as the multipart/alternative and not a child.", simple.Mails[0].Text);
        Assert.Equal((EmailFormat.Mbox, 2L), (mbox.Format, mbox.Count));
        Assert.Contains("From Russia with love", mbox.Mails[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mbox_Streamed_IsAnItemForEachMailAndTheSummary()
    {
        var files = Files("mail-spamassassin").Where(static file => file.EndsWith(".eml", StringComparison.Ordinal)).Take(50).ToList();
        var mbox = await Mbox.OfAsync(files, Cancellation);

        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/capabilities/email.parse/run") { Content = Body(mbox, "application/mbox") };
        request.Headers.Accept.ParseAdd("application/x-ndjson");
        using var response = await silo.Http.SendAsync(request, Cancellation);
        var lines = (await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync(Cancellation)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonElement.Parse(line)).ToList();
        var fromClient = silo.Client.StreamAsync(EmailCapabilities.Parse, new ParseEmail { Data = mbox }, cancellationToken: Cancellation);
        var items = await fromClient.ToListAsync(Cancellation);

        Assert.Equal(files.Count + 1, lines.Count);
        Assert.Equal(items.Select(static item => item.Subject), lines[..^1].Select(static line => line.GetProperty("item").Deserialize<ParsedEmail>(ContractJson.Options)!.Subject));
        var summary = lines[^1].GetProperty("result").Deserialize<ParsedEmails>(ContractJson.Options)!;
        SchemaCheck.AssertPromised(EmailCapabilities.Parse, summary);
        Assert.Equal((files.Count, 0, EmailFormat.Mbox), ((int)summary.Count, summary.Mails.Count, summary.Format));
        Assert.Equal(summary.TotalBytes, fromClient.Output.Value.TotalBytes);
    }

    [Fact]
    public async Task Mbox_OfAnySize_IsReadWhileItComesInInBoundedMemory()
    {
        const int Mails = 14_000;
        const long MaxGrowth = 140L * 1024 * 1024;
        var mail = Encoding.UTF8.GetBytes($"From -\nFrom: a@example.org\nSubject: again\nDate: Thu, 22 Aug 2002 12:36:23 +0000\n\n{string.Concat(Enumerable.Repeat("A line of text as mails have them.\n", 400))}\n");
        await silo.Client.RunAsync(EmailCapabilities.Parse, new ParseEmail { Data = mail }, Cancellation);
        var before = silo.Silo.Process.WorkingSet;
        using var sent = new RepeatedMail(mail, Mails);
        using var posted = new StreamContent(new RepeatedMail(mail, Mails)) { Headers = { ContentType = new("application/mbox") } };

        var stream = silo.Client.StreamAsync(EmailCapabilities.Parse, new ParseEmail { Data = default, Content = sent, Html = false, Headers = false }, cancellationToken: Cancellation);
        var items = 0;
        var most = before;
        await foreach (var item in stream)
        {
            Assert.Equal(items++, item.Index);
            most = items % 1_000 == 0 ? Math.Max(most, silo.Silo.Process.WorkingSet) : most;
        }

        using var response = await silo.Http.PostAsync(new Uri("/v1/capabilities/email.parse/run?maxMails=1", UriKind.Relative), posted, Cancellation);
        var overHttp = (await ReadAsync<ParsedEmails>(response.EnsureSuccessStatusCode()))!;
        most = Math.Max(most, silo.Silo.Process.WorkingSet);

        Assert.Equal((Mails, Mails), (items, (int)stream.Output.Value.Count));
        Assert.Equal((Mails, 1, stream.Output.Value.TotalBytes), ((int)overHttp.Count, overHttp.Mails.Count, overHttp.TotalBytes));
        Assert.True(most - before < MaxGrowth, $"{sent.Length} bytes took {most - before} more bytes of memory.");
    }

    [Fact]
    public async Task Classify_ManyMails_AreStreamedInOrderAndAsOneByOne()
    {
        var mails = await Task.WhenAll(Files("mail-spamassassin").Where(static file => file.EndsWith(".eml", StringComparison.Ordinal)).Take(40).Select(static file => File.ReadAllBytesAsync(file, Cancellation)));
        var input = new ClassifyEmail
        {
            Mails = [.. mails.Select(static mail => new EmailToClassify { Message = Encoding.UTF8.GetBytes(Encoding.Latin1.GetString(mail)) })],
            Types = [EmailQuestion.Spam, EmailQuestion.Language],
        };

        var stream = silo.Client.StreamAsync(EmailCapabilities.Classify, input, cancellationToken: Cancellation);
        var items = await stream.ToListAsync(Cancellation);
        var whole = await silo.Client.RunAsync(EmailCapabilities.Classify, input, Cancellation);
        var alone = await silo.Client.RunAsync(EmailCapabilities.Classify, new ClassifyEmail { Message = input.Mails[7].Message, Types = input.Types }, Cancellation);

        SchemaCheck.AssertPromised(EmailCapabilities.Classify, whole);
        Assert.Equal(Enumerable.Range(0, mails.Length), items.Select(static item => item.Index));
        Assert.Equal(whole.Mails!.Select(Labels), items.Select(Labels));
        Assert.Equal(Labels(whole.Mails![7]), Labels(new ClassifiedEmail { Index = 7, Classifications = alone.Classifications }));
        Assert.True(items.Count(static item => item.Classifications[1].Label == "en") > mails.Length / 2);

        static string Labels(ClassifiedEmail mail) => string.Join(' ', mail.Classifications.Select(static answer => $"{answer.Type}={answer.Label}"));
    }

    [Fact]
    public async Task Classify_Version1Request_GetsVersion1Answer()
    {
        using var response = await silo.Http.PostAsync(
            new Uri("/v1/capabilities/email.classify/run?version=1.0", UriKind.Relative),
            new StringContent("""{"subject":"Minutes","body":"Hi all, the minutes are attached."}""", Encoding.UTF8, "application/json"),
            Cancellation);

        var json = await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.Equal(["classifications"], json.EnumerateObject().Select(static member => member.Name));
        Assert.Equal(["type", "label", "confidence", "method"], Assert.Single(json.GetProperty("classifications").EnumerateArray()).EnumerateObject().Select(static member => member.Name));
    }

    [Fact]
    public async Task Parse_NoMessage_IsRefusedEveryWay()
    {
        using var response = await PostAsync("email.parse", "", "This is no mail."u8.ToArray());
        var refusal = await Assert.ThrowsAsync<WorkException>(() => silo.Client.RunAsync(EmailCapabilities.Parse, new ParseEmail { Data = "This is no mail."u8.ToArray() }, Cancellation));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("email.not_a_message", (await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("code").GetString());
        Assert.Equal((WorkErrorCode.InvalidInput, "email.not_a_message"), (refusal.Code, refusal.Reason));
    }

    private static List<string> Files(string folder) =>
    [
        .. Directory.EnumerateFiles(SharedFiles.PathOrSkip("data", folder), "*", SearchOption.AllDirectories)
            .Where(static file => Path.GetFileName(file) is not ("LICENSE" or "NOTICE" or "labels.csv")).Order(StringComparer.Ordinal),
    ];

    private static ByteArrayContent Body(byte[] bytes, string mediaType = "message/rfc822") => new(bytes) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } };

    private static Task<T?> ReadAsync<T>(HttpResponseMessage response) => response.Content.ReadFromJsonAsync<T>(ContractJson.Options, Cancellation);

    private Task<HttpResponseMessage> PostAsync(string capability, string query, byte[] bytes) =>
        silo.Http.PostAsync(new Uri($"/v1/capabilities/{capability}/run?{query}", UriKind.Relative), Body(bytes), Cancellation);

    private async Task<ParsedEmails> ParseFileAsync(string path)
    {
        using var response = await PostAsync("email.parse", "", await File.ReadAllBytesAsync(path, Cancellation));
        return (await ReadAsync<ParsedEmails>(response.EnsureSuccessStatusCode()))!;
    }

    /// <summary>What can be read off a mail's bytes without a parser.</summary>
    private sealed partial class MailOnItsOwn
    {
        private readonly string[] _headers;
        private readonly string _body;

        public MailOnItsOwn(byte[] bytes)
        {
            var text = Encoding.Latin1.GetString(bytes).Replace("\r\n", "\n", StringComparison.Ordinal);
            text = text.StartsWith("From ", StringComparison.Ordinal) ? text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..] : text;
            var end = text.IndexOf("\n\n", StringComparison.Ordinal);
            _headers = [.. (end < 0 ? text : text[..end]).Split('\n')];
            _body = end < 0 ? "" : text[(end + 2)..];
        }

        public int HeaderCount => _headers.Count(static line => line.Length > 0 && line[0] is not (' ' or '\t'));

        /// <summary>The day of the date in UTC, where it is of the usual form.</summary>
        public string? Day => Ascii("Date") is { } date && UsualDate().IsMatch(date)
            && DateTimeOffset.TryParse(date, System.Globalization.CultureInfo.InvariantCulture, out var parsed)
                ? parsed.UtcDateTime.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)
                : null;

        /// <summary>The body, where it is plain ASCII that was sent as it is.</summary>
        public string? PlainText =>
            _body.All(char.IsAscii)
            && !_headers.Any(static line => line.StartsWith("Content-Transfer-Encoding: ", StringComparison.OrdinalIgnoreCase) && !line.EndsWith("7bit", StringComparison.OrdinalIgnoreCase))
            && !_headers.Any(static line => line.StartsWith("Content-Type:", StringComparison.OrdinalIgnoreCase) && !PlainAscii().IsMatch(line))
            && !_headers.Any(static line => line.Contains("format=flowed", StringComparison.OrdinalIgnoreCase) || line.Contains("iso-2022", StringComparison.OrdinalIgnoreCase))
                ? _body.TrimEnd()
                : null;

        /// <summary>The first header of a name, where it is one line of plain ASCII.</summary>
        public string? Ascii(string name)
        {
            var index = Array.FindIndex(_headers, line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase));
            if (index < 0 || (index + 1 < _headers.Length && _headers[index + 1] is [' ' or '\t', ..]))
            {
                return null;
            }

            var value = _headers[index][(name.Length + 1)..].Trim();
            return value.All(char.IsAscii) && !value.Contains("=?", StringComparison.Ordinal) ? value : null;
        }

        [GeneratedRegex("^Content-Type: *text/plain", RegexOptions.IgnoreCase)]
        private static partial Regex PlainAscii();

        [GeneratedRegex(@"^\w{3}, \d{1,2} \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}$")]
        private static partial Regex UsualDate();
    }
}
