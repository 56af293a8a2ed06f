using System.Globalization;
using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Engines.Examples;

/// <summary>The reference engine: the smallest thing that is a worker.</summary>
internal sealed class Greeter : IInlineEngine<Greet, Greeting>
{
    public EngineOutcome<Greeting> Run(Greet input)
    {
        var message = input.Message;
        if (input.Reverse)
        {
            message = Reverse(message);
        }

        if (input.Uppercase)
        {
            message = message.ToUpperInvariant();
        }

        return new Greeting { Message = input.Exclamations == 0 ? message : message + new string('!', input.Exclamations) };
    }

    private static string Reverse(string text) => string.Create(text.Length, text, static (reversed, text) =>
    {
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            var length = StringInfo.GetNextTextElementLength(rest);
            rest[..length].CopyTo(reversed[(rest.Length - length)..]);
            rest = rest[length..];
        }
    });
}
