using Microsoft.Extensions.AI;
using WorkerGrains.Client.Chat;

namespace WorkerGrains.Tests.Client.Chat;

public sealed class ChatPromptTests
{
    [Fact]
    public void Render_OneMessageOfTheUser_IsThatMessage() => Assert.Equal("Once upon a time", ChatPrompt.Render([new ChatMessage(ChatRole.User, "Once upon a time")]));

    [Fact]
    public void Render_Conversation_IsALineForEachAndWaitsForTheAssistant() => Assert.Equal(
        "System: Be brief.\nUser: Hello\nAssistant: Hi\nUser: Bye\nAssistant:",
        ChatPrompt.Render(
        [
            new ChatMessage(ChatRole.System, "Be brief."), new ChatMessage(ChatRole.User, "Hello"), new ChatMessage(ChatRole.Assistant, "Hi"), new ChatMessage(ChatRole.User, "Bye"),
        ]));

    [Fact]
    public void Render_SomethingOtherThanText_IsNotSupported() => Assert.Throws<NotSupportedException>(
        () => ChatPrompt.Render([new ChatMessage(ChatRole.User, [new DataContent(new byte[1], "image/png")])]));
}
