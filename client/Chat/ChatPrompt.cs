using System.Text;
using Microsoft.Extensions.AI;

namespace WorkerGrains.Client.Chat;

/// <summary>Writes a conversation as a prompt for a model that goes on with texts.</summary>
/// <remarks>
/// A single message of the user is the prompt as it is. In a longer conversation every message becomes a line, its role before it, and the
/// last line waits for the assistant:
/// <code>
/// System: Answer briefly.
/// User: What is a silo?
/// Assistant:
/// </code>
/// A model that was trained on another form wants one of its own, see <see cref="WorkerChatClient"/>.
/// </remarks>
public static class ChatPrompt
{
    /// <summary>What the next message of the user begins with: where the assistant's text ends in a longer conversation.</summary>
    public const string NextTurn = "\nUser:";

    /// <summary>The prompt of a conversation.</summary>
    /// <exception cref="NotSupportedException">A message holds something other than text.</exception>
    public static string Render(IReadOnlyList<ChatMessage> messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        if (messages.SelectMany(static message => message.Contents).FirstOrDefault(static content => content is not TextContent) is { } content)
        {
            throw new NotSupportedException($"The model takes text only, and a message holds {content.GetType().Name}.");
        }

        if (IsPlain(messages))
        {
            return messages[0].Text;
        }

        var prompt = new StringBuilder();
        foreach (var message in messages)
        {
            prompt.Append(NameOf(message.Role)).Append(": ").Append(message.Text).Append('\n');
        }

        return prompt.Append("Assistant:").ToString();
    }

    /// <summary>Whether a conversation is one message of the user, and so its own prompt.</summary>
    public static bool IsPlain(IReadOnlyList<ChatMessage> messages) => messages is [var only] && only.Role == ChatRole.User;

    private static string NameOf(ChatRole role) =>
        role == ChatRole.System ? "System" : role == ChatRole.Assistant ? "Assistant" : role == ChatRole.Tool ? "Tool" : "User";
}
