using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Engines.Examples;

namespace WorkerGrains.Benchmarks.Load;

/// <summary>What a service would be without the platform: a minimal endpoint that reads the same record and writes the same answer.</summary>
internal static class BareServer
{
    /// <summary>Makes this program the server; not for people.</summary>
    public const string Verb = "serve-bare";

    public const string Path = "/greet";

    public static async Task<int> RunAsync(string port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        await using var app = builder.Build();
        var greeter = new Greeter();
        app.MapPost(Path, (Greet input) => greeter.Run(input).Value);
        await app.RunAsync();
        return 0;
    }
}
