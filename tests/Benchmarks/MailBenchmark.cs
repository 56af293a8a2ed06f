using System.Security.Cryptography;
using System.Text;
using MimeKit;
using MimeKit.Text;
using WorkerGrains.Benchmarks.Harness;
using WorkerGrains.Benchmarks.Load;
using WorkerGrains.Benchmarks.Processes;

namespace WorkerGrains.Benchmarks;

/// <summary>What serving costs work on mail: a mailbox over HTTP, beside MimeKit called directly for the same of each mail.</summary>
internal sealed class MailBenchmark : IBenchmark
{
    private const int Mails = 200;

    // A summary is quick, so it is asked of a mailbox that takes a while.
    private const int Copies = 10;

    public string Name => "mail";

    public async Task<IReadOnlyList<Comparison>> RunAsync(RunLength length)
    {
        var mbox = await ReadMboxAsync();
        using var silo = await SiloProcess.StartAsync(static port => HttpCall.Post(port, "/v1/capabilities/email.parse/run", "message/rfc822", "Subject: a\r\n\r\na\r\n"u8.ToArray()));
        return
        [
            await CompareAsync("every mail in the answer", mbox, Mails, maxMails: Mails, static message => ReadWhole(message)),
            await CompareAsync("summed up", [.. Enumerable.Repeat(mbox, Copies).SelectMany(static copy => copy)], Mails * Copies, maxMails: 0, static message => Count(message)),
        ];

        async Task<Comparison> CompareAsync(string name, byte[] mails, int count, int maxMails, Action<MimeMessage> read)
        {
            var call = HttpCall.Post(silo.Port, $"/v1/capabilities/email.parse/run?maxMails={maxMails}", "application/mbox", mails);
            Rate.PerSecond(length.WarmUp / 4, () => Directly(mails, read));
            HttpLoad.Run(call, silo.Process, 1, length.WarmUp);
            var rounds = await Rounds.RunAsync(
                length.Rounds,
                () => Task.FromResult(Rate.PerSecond(length.Round, () => Directly(mails, read))),
                () => Task.FromResult(HttpLoad.Run(call, silo.Process, 1, length.Round).PerSecond));
            return Comparison.Ratio($"mail: {count} mails, {mails.Length / 1000} kB, {name}", "mailboxes/s", rounds, static perSecond => perSecond, Goal.AtLeast(0.8));
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

    private static void Directly(byte[] mbox, Action<MimeMessage> read)
    {
        using var stream = new MemoryStream(mbox, writable: false);
        var parser = new MimeParser(stream, MimeFormat.Mbox, persistent: true);
        while (!parser.IsEndOfStream)
        {
            using var message = parser.ParseMessage();
            read(message);
        }
    }

    /// <summary>What a summary counts.</summary>
    private static void Count(MimeMessage message) => GC.KeepAlive((message.From.Count, message.Date, message.Attachments.Count()));

    /// <summary>What an answer has of a mail: its headers decoded, its addresses, its texts, made from HTML where there is nothing else, and the hashes of its attachments.</summary>
    private static void ReadWhole(MimeMessage message)
    {
        GC.KeepAlive((message.From.Count, message.To.Count, message.Cc.Count, message.ReplyTo.Count, message.Date, message.Subject, message.References.Count));
        foreach (var header in message.Headers)
        {
            GC.KeepAlive(header.Value);
        }

        var html = message.HtmlBody;
        GC.KeepAlive(message.TextBody ?? (html is null ? null : TextOf(html)));
        foreach (var part in message.BodyParts.OfType<MimePart>().Where(static part => part is not TextPart { IsAttachment: false }))
        {
            using var hash = SHA256.Create();
            using var hashing = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write);
            part.Content?.DecodeTo(hashing);
        }
    }

    private static string TextOf(string html)
    {
        var text = new StringBuilder();
        var tokenizer = new HtmlTokenizer(new StringReader(html)) { DecodeCharacterReferences = true };
        while (tokenizer.ReadNextToken(out var token))
        {
            if (token is HtmlDataToken data)
            {
                text.Append(data.Data);
            }
        }

        return text.ToString();
    }
}
