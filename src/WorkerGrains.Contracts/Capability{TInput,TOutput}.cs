using WorkerGrains.Contracts.Encoding;

namespace WorkerGrains.Contracts;

/// <summary>Names a kind of work and fixes the types that go in and come out.</summary>
/// <remarks>
/// The JSON Schema of both comes from the records: <c>required</c> members, nullability, <c>[Range]</c>, <c>[TextLength]</c>,
/// <c>[Length]</c>, <c>[AllowedValues]</c>, <c>[OneFormOf]</c>, <c>[Description]</c>. Inputs are checked against the same before they are
/// queued, so a record with a rule of another kind is refused.
/// </remarks>
/// <example><code>
/// public static readonly Capability&lt;CountWords, WordCount&gt; CountWords = new("text.count_words", "1.0.0") { Summary = "Counts the words of a text." };
/// </code></example>
public class Capability<TInput, TOutput> : Capability
    where TInput : class
    where TOutput : class
{
    /// <summary>Names a kind of work.</summary>
    /// <param name="name">Lower-case words with dots between; unchanged once published.</param>
    /// <param name="version">The version of the contract, for example <c>1.0.0</c>.</param>
    /// <exception cref="ArgumentException">The name does not match the pattern for names.</exception>
    /// <exception cref="FormatException">The version is none.</exception>
    /// <exception cref="InvalidOperationException">The input record has a rule that its schema could not show.</exception>
    public Capability(string name, string version)
        : base(name, version)
    {
    }

    /// <summary>Encodes, decodes and checks inputs.</summary>
    public InputCodec<TInput> Input { get; } = new();

    /// <inheritdoc/>
    public override Type InputType => typeof(TInput);

    /// <inheritdoc/>
    public override Type OutputType => typeof(TOutput);

    /// <summary>The forms in which the output can be had beside JSON.</summary>
    /// <exception cref="ArgumentException">Two have the same media type.</exception>
    public IReadOnlyList<RawOutput<TInput, TOutput>> RawOutputs
    {
        get;
        init => field = value.DistinctBy(static form => form.MediaType).Count() == value.Count
            ? value
            : throw new ArgumentException("Two raw outputs have the same media type.");
    }
    = [];

    private protected override IReadOnlyList<string> BodyMediaTypes => Input.BodyMediaTypes;

    private protected override IEnumerable<string> OutputMediaTypes => RawOutputs.Select(static form => form.MediaType);

    /// <summary>The form of a media type; <see langword="null"/> for JSON, and for what there is not.</summary>
    public RawOutput<TInput, TOutput>? FindRawOutput(string? mediaType) =>
        mediaType is null ? null : RawOutputs.FirstOrDefault(form => form.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase));
}
