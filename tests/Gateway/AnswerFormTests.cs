using System.Net;
using Microsoft.Extensions.Primitives;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Gateway.Run;

namespace WorkerGrains.Tests.Gateway;

public sealed class AnswerFormTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("text/csv", "text/csv")]
    [InlineData("Text/CSV; charset=utf-8", "text/csv")]
    [InlineData("text/*", "text/csv")]
    [InlineData("application/vnd.apache.parquet, text/csv", "application/vnd.apache.parquet")]
    [InlineData("text/csv;q=0.1, application/vnd.apache.arrow.stream;q=0.2", "application/vnd.apache.arrow.stream")]
    [InlineData("image/png, text/csv;q=0.5", "text/csv")]
    [InlineData("application/json, text/csv", null)]
    [InlineData("text/csv;q=0.5, */*", null)]
    [InlineData("application/*", null)]
    [InlineData("text/csv;q=0, application/json", null)]
    [InlineData("", null)]
    [InlineData(",", null)]
    [InlineData("text/csv;;=", null)]
    public void TryChoose_WhatIsOffered_IsTheRawOutputThatIsLikedMost(string accept, string? raw)
    {
        Assert.True(AnswerForm.TryChoose(accept, TableCapabilities.Query.Descriptor, out var form));

        Assert.Equal((null, raw), (form.Stream, form.Raw.FirstOrDefault()));
    }

    [Theory]
    [InlineData("application/vnd.apache.parquet, text/csv", "application/vnd.apache.parquet text/csv")]
    [InlineData("application/vnd.apache.parquet;q=0.1, text/csv, application/json;q=0.5", "text/csv application/json")]
    [InlineData("text/csv, text/*, application/vnd.apache.parquet;q=0.5", "text/csv application/vnd.apache.parquet")]
    [InlineData("text/csv, */*", "text/csv application/json")]
    [InlineData("text/csv, application/x-ndjson", "text/csv")]
    [InlineData("image/png, text/csv", "text/csv")]
    public void TryChoose_SeveralThatAreOffered_AreInTheirOrderUpToJson(string accept, string raw)
    {
        Assert.True(AnswerForm.TryChoose(accept, TableCapabilities.Query.Descriptor, out var form));

        Assert.Equal((null, raw), (form.Stream, string.Join(' ', form.Raw)));
    }

    [Theory]
    [InlineData("image/png")]
    [InlineData("image/*, text/html")]
    [InlineData("text/csv;q=0")]
    [InlineData("application/json;q=0")]
    [InlineData("text/csvx")]
    public void TryChoose_NothingThatIsOffered_IsNone(string accept) =>
        Assert.False(AnswerForm.TryChoose(accept, TableCapabilities.Query.Descriptor, out _));

    [Fact]
    public void TryChoose_SeveralHeaders_CountAsOne()
    {
        Assert.True(AnswerForm.TryChoose(new StringValues(["application/json;q=0.5", "text/csv"]), TableCapabilities.Query.Descriptor, out var form));

        Assert.Equal([TableMediaTypes.Csv, MediaTypes.Json], form.Raw);
    }

    [Fact]
    public async Task RunAsync_RawOutput_IsAskedForAndAnsweredAsItIs()
    {
        await using var host = await GatewayHost.StartAsync(ExampleCapabilities.Greet.Descriptor with { OutputMediaTypes = [TableMediaTypes.Csv] });
        host.Controller.AnswerWith(WorkResult.Success("a,b\n"u8.ToArray()) with
        {
            ContentType = TableMediaTypes.Csv,
            OutputHeaders = [new("row-count", "2"), new("bad name", "x"), new("bad-value", "x\r\nSet-Cookie: y"), new("long", new string('x', 129))],
        });

        using var response = await host.RunAsync(("Accept", "text/csv, application/json"));

        Assert.Equal((TableMediaTypes.Csv, "application/json"), (host.Controller.LastRequest!.Accept, Assert.Single(host.Controller.LastRequest.AcceptElse)));
        Assert.Equal(["X-Output-Row-Count: 2"], response.Headers.Where(static header => header.Key.StartsWith("X-Output", StringComparison.OrdinalIgnoreCase)).Select(static header => $"{header.Key}: {string.Join(", ", header.Value)}"));
        Assert.Equal(("nosniff", "attachment"), (GatewayHost.Header(response, "X-Content-Type-Options"), response.Content.Headers.ContentDisposition?.DispositionType));
        Assert.Equal((TableMediaTypes.Csv, "a,b\n"), (response.Content.Headers.ContentType!.MediaType, await response.Content.ReadAsStringAsync(Cancellation)));
    }

    [Fact]
    public async Task RunAsync_NothingAcceptable_SaysWhatThereIsAndRunsNothing()
    {
        await using var host = await GatewayHost.StartAsync();

        using var response = await host.RunAsync(("Accept", "text/csv"));

        var problem = await GatewayHost.AssertProblemAsync(response, HttpStatusCode.NotAcceptable, "not_acceptable");
        Assert.Contains("application/json, text/event-stream, application/x-ndjson", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Null(host.Controller.LastRequest);
    }
}
