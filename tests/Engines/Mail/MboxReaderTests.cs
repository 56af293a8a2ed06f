using System.Text;
using WorkerGrains.Engines.Mail;

namespace WorkerGrains.Tests.Engines.Mail;

public sealed class MboxReaderTests
{
    private const string Envelope = "From ada@example.org Thu Aug 22 12:36:23 2002\n";

    [Theory]
    [InlineData("")]
    [InlineData("\uFEFF")]
    public async Task ReadAsync_Mbox_IsCutIntoItsMessages(string before)
    {
        var messages = await ReadAsync($"{before}{Envelope}Subject: a\n\none\n\n{Envelope}Subject: b\n\ntwo\n\n{Envelope}Subject: c\n\nthree\n");

        Assert.Equal(["Subject: a\n\none\n", "Subject: b\n\ntwo\n", "Subject: c\n\nthree\n"], messages.Select(static message => message.Text));
        Assert.All(messages, static message => Assert.Equal(message.Text.Length, message.Size));
    }

    [Fact]
    public async Task ReadAsync_WindowsLineEnds_AreMetToo()
    {
        var messages = await ReadAsync($"{Envelope}Subject: a\n\none\n\n{Envelope}Subject: b\n\ntwo\n".ReplaceLineEndings("\r\n"));

        Assert.Equal(["Subject: a\r\n\r\none\r\n", "Subject: b\r\n\r\ntwo\r\n"], messages.Select(static message => message.Text));
    }

    [Theory]
    [InlineData("From Russia with love\n")]
    [InlineData("From here on: 12 more\n")]
    [InlineData(">From ada@example.org Thu Aug 22 12:36:23 2002\n")]
    public async Task ReadAsync_SentenceThatBeginsWithFrom_IsNoEnvelope(string sentence)
    {
        Assert.Equal($"Subject: a\n\n{sentence}", Assert.Single(await ReadAsync($"{Envelope}Subject: a\n\n{sentence}")).Text);
    }

    [Fact]
    public async Task ReadAsync_EnvelopeWithinParagraph_IsText()
    {
        Assert.Single(await ReadAsync($"{Envelope}Subject: a\n\nquoted:\n{Envelope}end\n"));
    }

    [Fact]
    public async Task ReadAsync_MozillasEnvelope_BeginsMessages() => Assert.Equal(2, (await ReadAsync("From -\nSubject: a\n\none\n\nFrom -\nSubject: b\n\ntwo\n")).Count);

    [Theory]
    [InlineData("")]
    [InlineData("From ")]
    [InlineData("From ada@example.org")]
    [InlineData("no envelope at all")]
    public async Task ReadAsync_Fragment_EndsWell(string mbox) => Assert.InRange((await ReadAsync(mbox)).Count, 0, 1);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public async Task ReadAsync_MessagesOfAllSizes_AreWholeHoweverTheyCome(int chunk)
    {
        var random = new Random(chunk);
        int[] sizes = chunk < 100 ? [0, 1, 100, 2_000] : [0, 50, 130_000, 300_000, 131_072, 131_000, 10, 900_000, 65_536];
        List<string> bodies = [.. sizes.Select(size => $"Subject: {size}\n\n" + string.Concat(Enumerable.Range(0, size / 50).Select(_ => $"{random.Next(),49}\n")))];

        var messages = await ReadAsync(string.Concat(bodies.Select(static body => Envelope + body + "\n")), chunk: chunk);

        Assert.Equal(bodies, messages.Select(static message => message.Text));
    }

    [Fact]
    public async Task ReadAsync_MessageBeyondTheLimit_IsCutAndTheNextFound()
    {
        var large = "Subject: a\n\n" + new string('x', 3_000_000);
        var messages = await ReadAsync($"{Envelope}{large}\n\n{Envelope}Subject: b\n\ntwo\n", maxMessageBytes: 100_000);

        Assert.Equal([(100_000, large.Length + 1L), (16, 16L)], messages.Select(static message => (message.Text.Length, message.Size)));
        Assert.Equal(large[..100_000], messages[0].Text);
        Assert.Equal("Subject: b\n\ntwo\n", messages[1].Text);
    }

    [Fact]
    public async Task ReadAsync_OneEndlessLine_TakesNoMoreThanTheLimit()
    {
        using var source = new Repeated((byte)'x', 1L << 30);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var message = await new MboxReader(source, 1_000_000).ReadAsync(TestContext.Current.CancellationToken);

        Assert.Equal((1_000_000, 1L << 30), (message!.Value.Bytes.Length, message.Value.Size));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000_000);
    }

    private static async Task<IReadOnlyList<(string Text, long Size)>> ReadAsync(string mbox, int maxMessageBytes = 10_000_000, int chunk = int.MaxValue)
    {
        using var source = new Chunked(Encoding.UTF8.GetBytes(mbox), chunk);
        var reader = new MboxReader(source, maxMessageBytes);
        List<(string, long)> messages = [];
        while (await reader.ReadAsync(TestContext.Current.CancellationToken) is { } message)
        {
            messages.Add((Encoding.UTF8.GetString(message.Bytes.Span), message.Size));
        }

        return messages;
    }

    /// <summary>Gives its bytes a few at a time.</summary>
    private sealed class Chunked(byte[] bytes, int chunk) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(chunk, buffer.Length)], cancellationToken);
    }

    /// <summary>One byte over and over, of which nothing is held.</summary>
    private sealed class Repeated(byte value, long length) : MemoryStream
    {
        private long _left = length;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = (int)Math.Min(_left, buffer.Length);
            buffer.Span[..count].Fill(value);
            _left -= count;
            return new(count);
        }
    }
}
