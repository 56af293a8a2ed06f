using System.Diagnostics;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Tests.Silo.Hostile;

/// <summary>Sends what is made to do harm to the shared silo, and looks whether the silo serves on.</summary>
internal static class Endurance
{
    /// <summary>What the worst takes on two slow processors is some seconds; work that nothing bounds takes minutes.</summary>
    private static readonly TimeSpan s_bearable = TimeSpan.FromSeconds(45);

    /// <summary>Asserts that a request is answered or refused as it should be, in bearable time, and that the silo then answers others.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="capability">What is asked of it.</param>
    /// <param name="content">The request's body.</param>
    /// <param name="outcomes">What may come of it: codes, or <see cref="GatewayAnswer.Answered"/>, with bars between.</param>
    /// <param name="query">What stands behind the question mark of the address.</param>
    /// <param name="timeout">The deadline; the capability's when left out.</param>
    public static async Task<GatewayAnswer> AssertAsync(SharedSilo silo, Capability capability, HttpContent content, string outcomes, string query = "", TimeSpan? timeout = null)
    {
        var started = Stopwatch.GetTimestamp();
        var answer = await GatewayAnswer.OfAsync(silo.Http, capability, content, query, timeout);
        var took = Stopwatch.GetElapsedTime(started);

        Assert.True(outcomes.Split('|').Contains(answer.Outcome), $"{answer.Outcome}: {answer.Detail}");
        Assert.True(took < s_bearable, $"It took {took}.");
        Assert.Equal("Here!", (await silo.Client.RunAsync(ExampleCapabilities.Greet, new Greet { Message = "Here", Exclamations = 1 }, TestContext.Current.CancellationToken)).Message);
        Assert.False(silo.Silo.Process.HasExited);
        return answer;
    }

    public static string Repeat(string text, int count) => new System.Text.StringBuilder(text.Length * count).Insert(0, text, count).ToString();
}
