using System.Security.Cryptography;
using MimeKit;
using WorkerGrains.Benchmarks.Harness;
using WorkerGrains.Benchmarks.Load;
using WorkerGrains.Benchmarks.Processes;

namespace WorkerGrains.Benchmarks;

/// <summary>What serving costs work on mail: a mailbox over HTTP, beside MimeKit called directly for the same of each mail.</summary>
internal sealed class MailBenchmark : IBenchmark
{
    private const int Mails = 200;

    public string Name => "mail";

    public async Task<IReadOnlyList<Comparison>> RunAsync(RunLength length)
    {
        var mbox = await ReadMboxAsync();
        HttpCall Call(int port, string query) => HttpCall.Post(port, $"/v1/capabilities/email.parse/run?{query}", "application/mbox", mbox);
        using var silo = await SiloProcess.StartAsync(static port => HttpCall.Post(port, "/v1/capabilities/email.parse/run", "message/rfc822", "Subject: a\r\n\r\na\r\n"u8.ToArray()));
        var summary = Call(silo.Port, "maxMails=0");
        var whole = Call(silo.Port, $"maxMails={Mails}");

        Rate.PerSecond(length.WarmUp / 4, () => Directly(mbox));
        Rate.PerSecond(length.WarmUp / 4, () => HttpLoad.Ask(summary));
        Rate.PerSecond(length.WarmUp / 4, () => HttpLoad.Ask(whole));
        return
        [
            await CompareAsync("summed up", summary, Goal.AtLeast(0.8)),
            await CompareAsync("with every mail in the answer", whole, goal: null),
        ];

        async Task<Comparison> CompareAsync(string name, HttpCall call, Goal? goal)
        {
            var rounds = await Rounds.RunAsync(
                length.Rounds,
                () => Task.FromResult(Rate.PerSecond(length.Round, () => Directly(mbox))),
                () => Task.FromResult(Rate.PerSecond(length.Round, () => HttpLoad.Ask(call))));
            return Comparison.Ratio($"mail: {Mails} mails, {mbox.Length / 1000} kB, {name}", "mailboxes/s", rounds, static perSecond => perSecond, goal);
        }
    }

    private static async Task<byte[]> ReadMboxAsync()
    {
        using var mbox = new MemoryStream();
        foreach (var file in Directory.EnumerateFiles(Places.Shared("data/mail-spamassassin"), "*.eml").Order(StringComparer.Ordinal).Take(Mails))
        {
            // Some files keep the line that began them in the mailbox they were taken from.
            var mail = await File.ReadAllBytesAsync(file);
            if (!mail.AsSpan().StartsWith("From "u8))
            {
                mbox.Write("From ada@example.org Thu Aug 22 12:36:23 2002\n"u8);
            }

            mbox.Write(mail);
            mbox.Write("\n\n"u8);
        }

        return mbox.ToArray();
    }

    /// <summary>What is asked of each mail: its headers decoded, its addresses, its texts, and the hashes of its attachments.</summary>
    private static void Directly(byte[] mbox)
    {
        using var stream = new MemoryStream(mbox, writable: false);
        var parser = new MimeParser(stream, MimeFormat.Mbox, persistent: true);
        while (!parser.IsEndOfStream)
        {
            using var message = parser.ParseMessage();
            GC.KeepAlive((message.From.Count, message.To.Count, message.Cc.Count, message.ReplyTo.Count, message.Date, message.Subject, message.References.Count));
            foreach (var header in message.Headers)
            {
                GC.KeepAlive(header.Value);
            }

            foreach (var part in message.BodyParts)
            {
                Read(part);
            }
        }
    }

    private static void Read(MimeEntity entity)
    {
        switch (entity)
        {
            case TextPart { Content: not null, IsAttachment: false } text:
                GC.KeepAlive(text.Text);
                break;
            case MimePart { Content: { } content }:
                using (var hash = SHA256.Create())
                using (var hashing = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write))
                {
                    content.DecodeTo(hashing);
                }

                break;
        }
    }
}
