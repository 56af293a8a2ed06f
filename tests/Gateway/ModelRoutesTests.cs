using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Tests.Gateway;

public sealed class ModelRoutesTests
{
    private static readonly ModelStatus s_model = new()
    {
        Name = "answer",
        State = ModelState.Ready,
        Version = 2,
        Versions = [new ModelVersionStatus(2, "onnx", "cpu", 4096)],
        Aliases = System.Collections.Immutable.ImmutableSortedDictionary<string, int>.Empty.Add("stable", 2),
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_Models_AreGroupedByName()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Models.Models = [new SiloModel("one", s_model), new SiloModel("two", s_model with { State = ModelState.Failed, Version = null, Previous = 1, Versions = [], Readiness = Readiness.NotReady("Broken.", "Mend it.") })];

        var list = await host.Client.GetFromJsonAsync<JsonNode>("/v1/models", Cancellation);
        var one = await host.Client.GetStringAsync(new Uri("/v1/models/answer", UriKind.Relative), Cancellation);

        Assert.Equal(
            """{"name":"answer","silos":[{"silo":"one","state":"ready","version":2,"previous":null,"versions":[{"version":2,"engine":"onnx","device":"cpu","memoryBytes":4096}],"pinned":false,"aliases":{"stable":2},"reason":null,"remedy":null},{"silo":"two","state":"failed","version":null,"previous":1,"versions":[],"pinned":false,"aliases":{"stable":2},"reason":"Broken.","remedy":"Mend it."}]}""",
            one);
        Assert.Equal(one, Assert.Single(list!["models"]!.AsArray())!.ToJsonString());
    }

    [Fact]
    public async Task Get_UnknownModel_IsAProblem()
    {
        await using var host = await GatewayHost.StartAsync();

        using var response = await host.Client.GetAsync(new Uri("/v1/models/answer", UriKind.Relative), Cancellation);

        await GatewayHost.AssertProblemAsync(response, HttpStatusCode.NotFound, "unknown_model");
    }

    [Theory]
    [InlineData("load?version=3&silo=one", ModelAction.Load, 3, "one")]
    [InlineData("load", ModelAction.Load, null, null)]
    [InlineData("reload", ModelAction.Reload, null, null)]
    [InlineData("unload", ModelAction.Unload, null, null)]
    [InlineData("rollback", ModelAction.RollBack, null, null)]
    public async Task Post_Change_IsPassedOn(string route, ModelAction action, int? version, string? silo)
    {
        await using var host = await GatewayHost.StartAsync();
        host.Models.Results = [new ModelChangeResult("one", s_model, null)];

        using var response = await host.Client.PostAsync(new Uri($"/v1/models/answer/{route}", UriKind.Relative), null, Cancellation);

        Assert.Equal(new ModelChange("answer", action) { Version = version, Silo = silo }, host.Models.Change);
        Assert.Equal("""{"model":"answer","done":true,"silos":[{"silo":"one","done":true,"version":2,"code":null,"detail":null}]}""", await response.Content.ReadAsStringAsync(Cancellation));
    }

    [Theory]
    [InlineData("PUT", "?version=2", ModelAction.SetAlias, 2)]
    [InlineData("DELETE", "", ModelAction.RemoveAlias, null)]
    public async Task Alias_Change_IsPassedOn(string method, string query, ModelAction action, int? version)
    {
        await using var host = await GatewayHost.StartAsync();
        host.Models.Results = [new ModelChangeResult("one", s_model, null)];

        using var request = new HttpRequestMessage(new HttpMethod(method), $"/v1/models/answer/aliases/stable{query}");
        using var response = await host.Client.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(new ModelChange("answer", action) { Version = version, Alias = "stable" }, host.Models.Change);
    }

    [Fact]
    public async Task Post_SomeRefused_SaysWhichAndWhy()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Models.Results = [new ModelChangeResult("one", s_model, null), new ModelChangeResult("two", s_model, new WorkError(WorkErrorCode.NotReady, "It is broken. Mend it."))];

        using var response = await host.Client.PostAsync(new Uri("/v1/models/answer/load", UriKind.Relative), null, Cancellation);

        var answer = (await response.Content.ReadFromJsonAsync<JsonNode>(Cancellation))!;
        Assert.Equal((HttpStatusCode.OK, false), (response.StatusCode, (bool)answer["done"]!));
        Assert.Equal("""{"silo":"two","done":false,"version":2,"code":"not_ready","detail":"It is broken. Mend it."}""", answer["silos"]![1]!.ToJsonString());
    }

    [Fact]
    public async Task Post_AllRefused_IsAProblem()
    {
        await using var host = await GatewayHost.StartAsync();
        host.Models.Results = [new ModelChangeResult("one", s_model, new WorkError(WorkErrorCode.NotReady, "It is broken. Mend it."))];

        using var response = await host.Client.PostAsync(new Uri("/v1/models/answer/load", UriKind.Relative), null, Cancellation);

        await GatewayHost.AssertProblemAsync(response, HttpStatusCode.ServiceUnavailable, "not_ready");
    }

    [Theory]
    [InlineData("load?version=0", HttpStatusCode.BadRequest, "invalid_input")]
    [InlineData("load?version=one", HttpStatusCode.BadRequest, "invalid_input")]
    [InlineData("load", HttpStatusCode.NotFound, "unknown_model")]
    public async Task Post_ChangeThatCannotBe_IsAProblem(string route, HttpStatusCode status, string code)
    {
        await using var host = await GatewayHost.StartAsync();

        using var response = await host.Client.PostAsync(new Uri($"/v1/models/answer/{route}", UriKind.Relative), null, Cancellation);

        await GatewayHost.AssertProblemAsync(response, status, code);
    }

    [Theory]
    [InlineData("/v1/models/answer/infer", "answer", null)]
    [InlineData("/v1/models/answer/versions/2/infer", "answer", "2")]
    [InlineData("/v1/models/answer/versions/stable/infer", "answer", "stable")]
    [InlineData("/v1/capabilities/model.infer/run?model=answer", "answer", null)]
    [InlineData("/v1/capabilities/model.infer/run?model=answer&modelVersion=stable", "answer", "stable")]
    public async Task Post_Infer_NamesTheModelBesideTheInput(string route, string model, string? version)
    {
        await using var host = await GatewayHost.StartAsync(ModelCapabilities.Infer.Descriptor);

        using var response = await host.Client.PostAsync(new Uri(route, UriKind.Relative), new StringContent("{}"), Cancellation);

        var request = host.Controller.LastRequest!;
        Assert.Equal(("model.infer", model, version), (request.Capability, request.Model, request.ModelVersion));
        Assert.Empty(request.Parameters);
    }

    [Theory]
    [InlineData("/v1/capabilities/model.infer/run")]
    [InlineData("/v1/capabilities/model.infer/run?model=")]
    [InlineData("/v1/capabilities/model.infer/run?model=a&model=b")]
    public async Task Post_InferWithoutOneModel_IsRefused(string route)
    {
        await using var host = await GatewayHost.StartAsync(ModelCapabilities.Infer.Descriptor);

        using var response = await host.Client.PostAsync(new Uri(route, UriKind.Relative), new StringContent("{}"), Cancellation);

        await GatewayHost.AssertProblemAsync(response, HttpStatusCode.BadRequest, "invalid_input");
    }
}
