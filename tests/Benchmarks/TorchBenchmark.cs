using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using WorkerGrains.Benchmarks.Harness;
using WorkerGrains.Benchmarks.Torch;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Payloads;
using WorkerGrains.Contracts.Tensors;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines;
using WorkerGrains.Engines.Torch;

namespace WorkerGrains.Benchmarks;

/// <summary>What serving costs a TorchScript module: encoded requests of many callers, beside the module called directly in a loop.</summary>
internal sealed class TorchBenchmark : IBenchmark
{
    private const int Callers = 32;

    public string Name => "torch";

    public async Task<IReadOnlyList<Comparison>> RunAsync(RunLength length)
    {
        using var model = new TorchMobileNet();
        if (TorchLibrary.EnsureLoaded() is { } problem)
        {
            throw new SkippedException(problem.Reason);
        }

        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { Args = ["--Models:Path", model.Repository] });
        builder.Services.AddEngines().AddTorch();
        using var host = builder.Build();
        var handler = host.Services.GetServices<IWorkHandler>().Single(static handler => handler.Capability.Name == ModelCapabilities.Infer.Name);
        var request = CreateRequest();

        using var direct = new DirectScript();
        direct.FindBestBatch(length.WarmUp / 4);
        await RunServedAsync(handler, request, length.WarmUp / 2);
        var rounds = await Rounds.RunAsync(
            length.Rounds, () => Task.FromResult(direct.Run(length.Round)), () => RunServedAsync(handler, request, length.Round));
        return [Comparison.Ratio($"torch: {Callers} callers, batch {direct.BestBatch} direct", "img/s", rounds, static perSecond => perSecond, Goal.AtLeast(0.95))];
    }

    private static WorkRequest CreateRequest()
    {
        var image = new float[TorchMobileNet.Image.Aggregate(static (length, dimension) => length * dimension)];
        foreach (ref var pixel in image.AsSpan())
        {
            pixel = Random.Shared.NextSingle();
        }

        var input = ModelCapabilities.Infer.Input.Encode(new InferModel { Inputs = [NamedTensor.Of("x", [1, .. TorchMobileNet.Image], image)], OutputEncoding = TensorEncoding.Base64 });
        return new WorkRequest
        {
            Capability = ModelCapabilities.Infer.Name,
            Model = TorchMobileNet.Name,
            Payload = new Payload(input.Payload),
            ContentType = input.ContentType,
            Parameters = input.Parameters,
        };
    }

    private static async Task<double> RunServedAsync(IWorkHandler handler, WorkRequest request, TimeSpan duration)
    {
        var started = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            var count = 0;
            for (; Stopwatch.GetElapsedTime(started) < duration; count++)
            {
                var result = await handler.RunAsync(request, CancellationToken.None);
                if (result.Error is { } error)
                {
                    throw new InvalidOperationException(error.Message);
                }
            }

            return count;
        })));
        return counts.Sum() / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
