using System.Text.Json;
using WorkerGrains.Contracts.Encoding;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Client;

/// <summary>The items of one call as they come, and its output once they have.</summary>
/// <remarks>
/// The work starts when the items are enumerated, anew each time. A reader that stops early stops the work; one that reads slowly slows it.
/// For one reader at a time.
/// </remarks>
/// <example><code>
/// var work = workers.StreamAsync(capability, input);
/// await foreach (var item in work) { … }
/// var output = work.Output.Value;
/// </code></example>
public sealed class StreamedWork<TItem, TOutput> : IAsyncEnumerable<TItem>
    where TItem : class
    where TOutput : class
{
    private readonly Func<CancellationToken, IAsyncEnumerable<WorkEvent>> _start;
    private readonly CancellationToken _cancellationToken;
    private WorkOutput<TOutput>? _output;

    internal StreamedWork(Func<CancellationToken, IAsyncEnumerable<WorkEvent>> start, CancellationToken cancellationToken)
    {
        _start = start;
        _cancellationToken = cancellationToken;
    }

    /// <summary>The output, and what it took.</summary>
    /// <exception cref="InvalidOperationException">The items have not been read to their end.</exception>
    public WorkOutput<TOutput> Output => _output ?? throw new InvalidOperationException("The output comes after the last item: read all items first.");

    /// <summary>Starts the work and reads its items.</summary>
    /// <remarks>
    /// Reading throws <see cref="WorkException"/> when the work fails, before its first item or in the middle, and
    /// <see cref="OperationCanceledException"/> when a token is canceled, which stops the work.
    /// </remarks>
    public async IAsyncEnumerator<TItem> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        _output = null;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_cancellationToken, cancellationToken);
        await foreach (var next in _start(either.Token).WithCancellation(either.Token))
        {
            if (next.Result is not { } result)
            {
                yield return JsonSerializer.Deserialize<TItem>(next.Item.Span, ContractJson.Options)!;
            }
            else
            {
                _output = WorkOutput<TOutput>.Read(result);
            }
        }
    }

    /// <summary>Runs the work to its end without looking at items, and returns the output.</summary>
    /// <exception cref="WorkException">The work failed; its code says how.</exception>
    public async Task<WorkOutput<TOutput>> ReadToEndAsync(CancellationToken cancellationToken = default)
    {
        await foreach (var _ in this.WithCancellation(cancellationToken))
        {
        }

        return Output;
    }
}
