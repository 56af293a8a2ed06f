using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Tests.Cluster;
using SiloStatus = WorkerGrains.Contracts.Cluster.SiloStatus;

namespace WorkerGrains.Tests.Gateway;

public sealed class CatalogRoutesTests
{
    private static readonly CapabilityDescriptor s_greet = ExampleCapabilities.Greet.Descriptor;

    private static readonly CapabilityDescriptor s_newerGreet = s_greet with
    {
        Version = new CapabilityVersion(1, 10, 0),
        Needs = new CapabilityNeeds { Accelerator = AcceleratorNeed.Preferred, MemoryBytes = 5, Program = "pandoc" },
        BodyMediaTypes = ["text/plain"],
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GetCapability_Streamed_ShowsTheSchemaOfItsItems()
    {
        await using var host = await GatewayHost.StartAsync(ClusterCapabilities.Count.Descriptor, ExampleCapabilities.Greet.Descriptor);

        var streamed = JsonElement.Parse(await host.Client.GetStringAsync("/v1/capabilities/test.count", Cancellation)).GetProperty("versions")[0];
        var plain = JsonElement.Parse(await host.Client.GetStringAsync("/v1/capabilities/example.greet", Cancellation)).GetProperty("versions")[0];

        Assert.True(streamed.GetProperty("streams").GetBoolean());
        Assert.Equal("integer", streamed.GetProperty("itemSchema").GetProperty("properties").GetProperty("number").GetProperty("type").GetString());
        Assert.Equal((false, JsonValueKind.Null), (plain.GetProperty("streams").GetBoolean(), plain.GetProperty("itemSchema").ValueKind));
    }

    [Fact]
    public async Task ListCapabilities_SeveralVersions_AreOneEntryNewestFirst()
    {
        await using var host = await GatewayHost.StartAsync(s_greet, EmailCapabilities.Classify.Descriptor, s_newerGreet);

        var list = (await GetAsync(host, "/v1/capabilities")).GetProperty("capabilities");

        Assert.Equal(["email.classify", "example.greet"], list.EnumerateArray().Select(static entry => entry.GetProperty("name").GetString()));
        Assert.Equal(
            """{"name":"example.greet","summary":"Answers with the message it was given, changed as asked.","tags":["example","text"],"versions":["1.10.0","1.0.0"],"ready":false,"replicas":0}""",
            list[1].GetRawText());
    }

    [Fact]
    public async Task ShowCapability_Offered_ShowsItsContractWhole()
    {
        await using var host = await GatewayHost.StartAsync(s_greet, s_newerGreet);

        var capability = await GetAsync(host, "/v1/capabilities/example.greet");

        var newest = capability.GetProperty("versions")[0];
        Assert.Equal(["1.10.0", "1.0.0"], capability.GetProperty("versions").EnumerateArray().Select(static version => version.GetProperty("version").GetString()));
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(s_greet.InputSchema), newest.GetProperty("inputSchema")));
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(s_greet.OutputSchema), newest.GetProperty("outputSchema")));
        Assert.Equal("""{"maxInputBytes":262144,"maxOutputBytes":33554432}""", newest.GetProperty("limits").GetRawText());
        Assert.Equal("""{"accelerator":"preferred","memoryBytes":5,"program":"pandoc"}""", newest.GetProperty("needs").GetRawText());
        Assert.Equal("""{"share":0.99,"latencyMs":50}""", newest.GetProperty("objective").GetRawText());
        Assert.Equal("""["text/plain"]""", newest.GetProperty("bodyMediaTypes").GetRawText());
        Assert.Equal(5000, newest.GetProperty("defaultDeadlineMs").GetDouble());
        Assert.True(newest.GetProperty("idempotent").GetBoolean());
        Assert.Equal(
            s_greet.Errors.Select(static error => (error.Code, error.Retryable)),
            newest.GetProperty("errors").EnumerateArray().Select(static error => (error.GetProperty("code").GetString()!, error.GetProperty("retryable").GetBoolean())));
    }

    public static TheoryData<ReplicaStatus[], string> Readinesses { get; } = new()
    {
        { [], """{"ready":false,"reason":"No silo has a replica of it.","remedy":"Start a silo that offers it."}""" },
        { [Replica("silo-1", Readiness.NotReady("No model.", "Install it.")), Replica("silo-2", Readiness.NotReady("Other.", "Other."))], """{"ready":false,"reason":"No model.","remedy":"Install it."}""" },
        { [Replica("silo-1", Readiness.NotReady("No model.", "Install it.")), Replica("silo-2", Readiness.Ready)], """{"ready":true,"reason":null,"remedy":null}""" },
    };

    [Theory]
    [MemberData(nameof(Readinesses))]
    public async Task ShowCapability_Replicas_DecideItsReadiness(ReplicaStatus[] replicas, string readiness)
    {
        await using var host = await GatewayHost.StartAsync(s_greet);
        host.Picture.Replicas = [.. replicas];

        var version = (await GetAsync(host, "/v1/capabilities/example.greet")).GetProperty("versions")[0];

        Assert.Equal(readiness, version.GetProperty("readiness").GetRawText());
        Assert.Equal(replicas.Select(static replica => replica.Silo), version.GetProperty("replicas").EnumerateArray().Select(static replica => replica.GetProperty("silo").GetString()!));
    }

    [Fact]
    public async Task ShowCapability_Replica_IsShownWhole()
    {
        await using var host = await GatewayHost.StartAsync(s_greet);
        host.Picture.Replicas = [Replica("silo-1", Readiness.Ready)];

        var version = (await GetAsync(host, "/v1/capabilities/example.greet")).GetProperty("versions")[0];

        Assert.Equal(
            """[{"silo":"silo-1","readiness":{"ready":true,"reason":null,"remedy":null},"device":"cpu","lanes":2,"waiting":3,"expectedWaitMs":1.5}]""",
            version.GetProperty("replicas").GetRawText());
    }

    [Theory]
    [InlineData("no.such")]
    [InlineData("example.gree")]
    [InlineData("%E2%80%AEsecret")]
    public async Task ShowCapability_NotOffered_IsUnknownAndNotRepeated(string name)
    {
        await using var host = await GatewayHost.StartAsync(s_greet);

        var response = await host.Client.GetAsync("/v1/capabilities/" + name, Cancellation);

        var text = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("\"code\":\"unknown_capability\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListSilos_ShowsThemInOrder()
    {
        await using var host = await GatewayHost.StartAsync(s_greet);
        host.Picture.Silos =
        [
            new SiloStatus("silo-2", "10.0.0.2:11111@2", IsReady: false, IsDraining: true, []),
            new SiloStatus("silo-1", "10.0.0.1:11111@1", IsReady: true, IsDraining: false, ["example.greet"]) { Devices = [new DeviceStatus("cpu", DeviceKind.Cpu, "8 processors", null, 100, IsSimulated: false) { MemoryUsedBytes = 7 }, new DeviceStatus("cuda:0", DeviceKind.Cuda, "NVIDIA Test", "GPU-0", 90, IsSimulated: false) { MemoryUsedBytes = 5, Utilization = 0.25, TemperatureCelsius = 40 }] },
        ];

        Assert.Equal(
            """{"silos":[{"name":"silo-1","address":"10.0.0.1:11111@1","ready":true,"draining":false,"capabilities":["example.greet"],"devices":[{"id":"cpu","kind":"cpu","name":"8 processors","uuid":null,"simulated":false,"memoryBytes":100,"memoryUsedBytes":7,"utilization":null,"temperatureCelsius":null},{"id":"cuda:0","kind":"cuda","name":"NVIDIA Test","uuid":"GPU-0","simulated":false,"memoryBytes":90,"memoryUsedBytes":5,"utilization":0.25,"temperatureCelsius":40}]},{"name":"silo-2","address":"10.0.0.2:11111@2","ready":false,"draining":true,"capabilities":[],"devices":[]}]}""",
            (await GetAsync(host, "/v1/silos")).GetRawText());
    }

    [Fact]
    public async Task Lists_EmptyCluster_AreEmpty()
    {
        await using var host = await GatewayHost.StartAsync([], static builder =>
            Microsoft.Extensions.DependencyInjection.ServiceCollectionServiceExtensions.AddSingleton<IClusterPicture>(builder.Services, new FixedPicture(ImmutableArray<CapabilityDescriptor>.Empty)));

        Assert.Equal("""{"capabilities":[]}""", (await GetAsync(host, "/v1/capabilities")).GetRawText());
        Assert.Equal("""{"silos":[]}""", (await GetAsync(host, "/v1/silos")).GetRawText());
    }

    private static ReplicaStatus Replica(string silo, Readiness readiness) => new(silo, readiness, "cpu", Lanes: 2, Waiting: 3, TimeSpan.FromMilliseconds(1.5));

    private static async Task<JsonElement> GetAsync(GatewayHost host, string path)
    {
        var response = await host.Client.GetAsync(path, Cancellation);
        Assert.Equal((HttpStatusCode.OK, "application/json"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        return JsonElement.Parse(await response.Content.ReadAsStringAsync(Cancellation));
    }
}
