using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace WorkerGrains.Tests.Silo;

/// <summary>The verb <c>models</c>, as operators run it, with a server of models on this machine.</summary>
public sealed class ModelsCommandTests : IAsyncLifetime
{
    private static readonly byte[] s_model = Encoding.UTF8.GetBytes(new string('m', 50_000));

    private readonly TemporaryFolder _folder = new();
    private WebApplication? _server;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Url => _server!.Urls.Single();

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.MapGet("/catalog.json", () => Results.Text(Catalog(Convert.ToHexString(SHA256.HashData(s_model)), s_model.Length), "application/json"));
        _server.MapGet("/damaged.json", () => Results.Text(Catalog(new string('0', 64), s_model.Length), "application/json"));
        _server.MapGet("/larger.json", () => Results.Text(Catalog(Convert.ToHexString(SHA256.HashData(s_model)), 1000), "application/json"));
        _server.MapGet("/model.onnx", () => Results.File(s_model, enableRangeProcessing: true));
        await _server.StartAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _server!.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Pull_NameOfTheCatalogue_IsInstalledAndItsLicenceShown()
    {
        await using var command = Pull("double", "catalog.json");

        Assert.Equal(0, await command.WaitForExitAsync(Cancellation));
        Assert.Contains("Installed double/3. Its licence: MIT.", command.Output, StringComparison.Ordinal);
        Assert.Equal(s_model, await File.ReadAllBytesAsync(Path.Combine(_folder.Path, "double", "3", "model.onnx"), Cancellation));
    }

    [Theory]
    [InlineData("double", "damaged.json", "The SHA-256 of what was fetched is another")]
    [InlineData("double", "larger.json", "larger than the 1000 bytes")]
    [InlineData("triple", "catalog.json", "The catalogue has no model 'triple'")]
    public async Task Pull_WhatIsNotAsTheCatalogueSays_LeavesNothingBehind(string name, string catalog, string says)
    {
        await using var command = Pull(name, catalog);

        Assert.Equal(1, await command.WaitForExitAsync(Cancellation));
        Assert.Contains(says, command.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task Pull_NeitherSourceNorCatalogue_ShowsHow()
    {
        await using var command = SiloProcess.Run("models", "pull", "double", $"--Models:Path={_folder.Path}");

        Assert.Equal(2, await command.WaitForExitAsync(Cancellation));
        Assert.Contains("--Models:Catalog=CATALOGUE", command.Output, StringComparison.Ordinal);
    }

    private static string Catalog(string hash, int bytes) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{ "double": { "3": { "url": "model.onnx", "sha256": "{{hash}}", "bytes": {{bytes}}, "licence": "MIT" } } }""");

    private ChildProcess Pull(string name, string catalog) => SiloProcess.Run("models", "pull", name, $"--Models:Catalog={Url}/{catalog}", $"--Models:Path={_folder.Path}");
}
