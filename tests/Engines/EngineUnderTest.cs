using WorkerGrains.Engines;

namespace WorkerGrains.Tests.Engines;

/// <summary>An engine and its sample inputs, the types hidden: test classes are public, engines and what they prepare are not.</summary>
internal abstract class EngineUnderTest
{
    /// <summary>The number of the bad input.</summary>
    public const int Bad = -1;

    /// <summary>How many batches the engine takes at once.</summary>
    public int Lanes { get; init; } = 1;

    /// <summary>Whether the engine looks at its token before it starts.</summary>
    public bool StopsWhenCanceled { get; init; } = true;

    /// <summary>How many good inputs there are.</summary>
    public abstract int Count { get; }

    /// <summary>Runs inputs by their numbers, each made anew.</summary>
    public abstract Task<IReadOnlyList<SampleOutcome>> RunAsync(IEnumerable<int> inputs, CancellationToken cancellationToken);

    public abstract int SizeOf(int input);

    public abstract bool AreSame(object one, object other);
}

/// <inheritdoc/>
/// <typeparam name="TInput">What the engine's batches are made of.</typeparam>
/// <typeparam name="TOutput">What comes of one input.</typeparam>
internal sealed class EngineUnderTest<TInput, TOutput> : EngineUnderTest
    where TOutput : notnull
{
    public required IEngine<TInput, TOutput> Engine { get; init; }

    /// <summary>Makes a good input: at least three, whose outputs differ.</summary>
    public required IReadOnlyList<Func<TInput>> Inputs { get; init; }

    /// <summary>Makes an input that must fail, if need be one that preparing would not have let through.</summary>
    public required Func<TInput> BadInput { get; init; }

    /// <summary>Whether two outputs are the same, but for rounding.</summary>
    public Func<TOutput, TOutput, bool> Same { get; init; } = EqualityComparer<TOutput>.Default.Equals;

    public override int Count => Inputs.Count;

    public override async Task<IReadOnlyList<SampleOutcome>> RunAsync(IEnumerable<int> inputs, CancellationToken cancellationToken)
    {
        List<TInput> batch = [.. inputs.Select(Create)];
        try
        {
            return [.. (await Engine.RunAsync(batch, cancellationToken)).Select(static outcome => new SampleOutcome(outcome.Value, outcome.Error))];
        }
        finally
        {
            batch.ForEach(static input => (input as IDisposable)?.Dispose());
        }
    }

    public override int SizeOf(int input)
    {
        var made = Create(input);
        using (made as IDisposable)
        {
            return Engine.SizeOf(made);
        }
    }

    public override bool AreSame(object one, object other) => Same((TOutput)one, (TOutput)other);

    private TInput Create(int input) => input == Bad ? BadInput() : Inputs[input]();
}
