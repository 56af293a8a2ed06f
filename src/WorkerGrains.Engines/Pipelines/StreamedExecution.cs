using System.Runtime.InteropServices;
using System.Text.Json;
using System.Threading.Channels;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Engines.Pipelines;

/// <summary>Runs the steps of a pipeline for each item of a stream: for some items at once, their outputs in the order of the items.</summary>
/// <remarks>No more items are read than are under way, so a stream of any length takes the memory of those, and a slow reader slows the stream.</remarks>
internal sealed class StreamedExecution(PipelineContext context, PlannedStep stream, JsonElement input, IItemSink<PipelineItem> items)
{
    /// <summary>What an item has beside its output.</summary>
    private const int ItemOverhead = 64;

    /// <summary>What a run has beside its items.</summary>
    private const int RunOverhead = 1024 * 1024;

    // An item's output is nested in a list, where nobody reads it as it comes.
    private const int MaxDepth = JsonTemplate.MaxDepth - 1;

    private static readonly JsonElement s_null = JsonSerializer.SerializeToElement<object?>(null);

    private readonly List<JsonElement> _kept = [];
    private long _keptBytes;

    /// <summary>Runs the stream to its end.</summary>
    /// <exception cref="OperationCanceledException">The pipeline was stopped: by a failure of a step, or by its caller.</exception>
    public async Task<EngineOutcome<PipelineRun>> RunAsync()
    {
        using var places = new SemaphoreSlim(stream.Definition.Parallelism);
        var underWay = Channel.CreateBounded<Task<PipelineItem>>(new BoundedChannelOptions(stream.Definition.Parallelism) { SingleReader = true, SingleWriter = true });
        var writing = WriteAllAsync(underWay.Reader, places);
        var began = context.Elapsed;
        var (last, count) = (default(StepOutput), 0);
        try
        {
            (last, count) = await ReadAllAsync(underWay.Writer, places);
        }
        finally
        {
            underWay.Writer.Complete();
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await foreach (var item in underWay.Reader.ReadAllAsync())
            {
                await ((Task)item).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await writing;
        context.Calls(stream).Settled(last.Error is null ? PipelineStepOutcome.Completed : PipelineStepOutcome.Failed, began, context.Elapsed);
        return last.Error is { } error && stream.Definition.OnFailure == PipelineFailurePolicy.Fail
            ? PipelineErrors.Of(stream.Definition, error)
            : new PipelineRun { Output = last.Error is null ? last.Output : s_null, Items = items.HasReader ? null : _kept, ItemCount = count, Steps = context.Runs() };
    }

    /// <summary>Reads the stream, and begins an item whenever there is a place for it.</summary>
    private async Task<(StepOutput Last, int Count)> ReadAllAsync(ChannelWriter<Task<PipelineItem>> underWay, SemaphoreSlim places)
    {
        var calls = context.Calls(stream);
        var count = 0;
        if (!stream.Input.TryFill(PipelineScope.Of(input), context.Contracts[stream.Id].MaxInputBytes, out var filled, out var error))
        {
            return (new StepOutput(default, calls.Note(error)), count);
        }

        await foreach (var next in context.Caller.StreamAsync(stream, context.Contracts[stream.Id], filled, context.Deadline(stream), context.Stop.Token))
        {
            if (next.Result is { } result)
            {
                calls.Answered(result);
                var output = result.Error is { } failed ? new StepOutput(default, failed) : StepCaller.Read(result.Payload.Bytes);
                return (output.Error is null ? output : output with { Error = calls.Note(output.Error) }, count);
            }

            await places.WaitAsync(context.Stop.Token);
            if (!underWay.TryWrite(RunAsync(count++, next.Item)))
            {
                throw new InvalidOperationException("There is room for as many items as there are places.");
            }
        }

        throw new InvalidOperationException("A stream ends with its result.");
    }

    private async Task<PipelineItem> RunAsync(int index, ReadOnlyMemory<byte> json)
    {
        using var held = context.Held.Part();
        var item = held.TryAdd(json.Length) ? StepCaller.Read(json) : new StepOutput(default, PipelineErrors.TooMuchHeld(held.Limit));
        if (item.Error is not null)
        {
            throw Failed(PipelineErrors.Of(stream.Definition, item.Error));
        }

        var scope = PipelineScope.Of(input);
        scope.Outputs[stream.Id] = item.Output;
        var execution = new PipelineExecution(context, scope, held, index);
        await execution.RunAsync();
        var output = execution.Write(WorkEvent.MaxItemBytes - ItemOverhead, MaxDepth);
        return output.Error is { } error ? throw Failed(error) : new PipelineItem { Index = index, Output = output.Value };
    }

    private async Task WriteAllAsync(ChannelReader<Task<PipelineItem>> underWay, SemaphoreSlim places)
    {
        try
        {
            await foreach (var running in underWay.ReadAllAsync())
            {
                var item = await running;
                await items.WriteAsync(item, context.Stop.Token);
                if (!items.HasReader)
                {
                    Keep(item.Output);
                }

                places.Release();
            }
        }
        catch
        {
            context.Stop.Cancel();
            throw;
        }
    }

    private void Keep(JsonElement output)
    {
        var limit = Math.Min(PipelineCapabilities.Run.MaxOutputBytes - RunOverhead, context.Options.MaxHeldBytes);
        _keptBytes += JsonMarshal.GetRawUtf8Value(output).Length;
        if (_keptBytes > limit)
        {
            throw Failed(PipelineErrors.TooMuchKept(limit));
        }

        _kept.Add(output);
    }

    private OperationCanceledException Failed(WorkError error)
    {
        context.Stop.Fail(error);
        return new OperationCanceledException(context.Stop.Token);
    }
}
