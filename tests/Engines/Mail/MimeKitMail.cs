using MimeKit;
using WorkerGrains.Engines.Mail;

namespace WorkerGrains.Tests.Engines.Mail;

/// <summary>Mails as MimeKit reads them by itself.</summary>
internal static class MimeKitMail
{
    // With the engine's options, which bring the charsets of the world: what MimeKit has looked for in vain once, it finds no more in this process.
    public static MimeMessage Load(string path) => MimeMessage.Load(MailHeaders.ParserOptions(maxDepth: 50), path);
}
