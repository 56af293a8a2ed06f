using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Encoding;
using WorkerGrains.Engines.Mail;

namespace WorkerGrains.Tests.Engines.Mail;

/// <summary>Mails that are parsed at the same time are to it what a batch is to others.</summary>
public sealed class EmailParserConformanceTests : EngineConformance
{
    private protected override ValueTask<EngineUnderTest> StartAsync()
    {
        var parser = new EmailParser(Options.Create(new MailOptions()));
        return new(new EngineUnderTest<ParseEmail, ParsedEmails>
        {
            Engine = new AtOnce<ParseEmail, ParsedEmails>((input, cancellationToken) => parser.RunAsync(input, new ItemList<ParsedEmail> { HasReader = false }, cancellationToken)),
            Inputs =
            [
                static () => Input("Subject: one\n\nThe first.\n"),
                static () => Input("Subject: two\nContent-Type: text/html\n\n<p>The <b>second</b>.\n"),
                static () => Input("From -\nSubject: three\n\nThe third.\n\nFrom -\nSubject: four\n\nThe fourth.\n"),
            ],
            BadInput = static () => Input("This is no mail."),
            Lanes = 2,
            Same = static (one, other) => JsonSerializer.Serialize(one, ContractJson.Options) == JsonSerializer.Serialize(other, ContractJson.Options),
        });
    }

    private static ParseEmail Input(string mail) => new() { Data = Encoding.UTF8.GetBytes(mail) };
}
