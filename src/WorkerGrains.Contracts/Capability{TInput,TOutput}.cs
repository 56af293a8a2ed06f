using System.Diagnostics.CodeAnalysis;
using WorkerGrains.Contracts.Encoding;
using WorkerGrains.Contracts.Work;

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

    /// <summary>What raw answers say in headers, since they leave out everything else.</summary>
    /// <exception cref="ArgumentException">Two have the same name.</exception>
    public IReadOnlyList<OutputHeader<TOutput>> OutputHeaders
    {
        get;
        init => field = value.DistinctBy(static header => header.Descriptor.Name).Count() == value.Count
            ? value
            : throw new ArgumentException("Two headers have the same name.");
    }
    = [];

    private protected override IReadOnlyList<string> BodyMediaTypes => Input.BodyMediaTypes;

    private protected override string? BodyMember => Input.BodyMemberName;

    private protected override IEnumerable<string> OutputMediaTypes => RawOutputs.Select(static form => form.MediaType);

    private protected override IEnumerable<OutputHeader> OutputHeaderDescriptors => OutputHeaders.Select(static header => header.Descriptor);

    /// <summary>Chooses the form of an output, and has its input ask for it: of those that a request takes the first that goes with what the input says itself.</summary>
    /// <param name="request">The request.</param>
    /// <param name="input">Its input.</param>
    /// <param name="form">The form; <see langword="null"/> for JSON.</param>
    /// <param name="error">Why there is none.</param>
    internal bool TryAskForOutput(WorkRequest request, ref TInput input, out RawOutput<TInput, TOutput>? form, [NotNullWhen(false)] out WorkError? error)
    {
        (form, error) = (null, null);
        if (request.Accept is not { } first)
        {
            return true;
        }

        string[] accepted = request.AcceptElse.IsDefault ? [first] : [first, .. request.AcceptElse];
        foreach (var mediaType in accepted)
        {
            // JSON, or a form that came with a later version of the contract.
            if (RawOutputs.FirstOrDefault(raw => raw.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase)) is not { } raw)
            {
                return true;
            }

            if (raw.Ask(input) is { } asking)
            {
                (input, form) = (asking, raw);
                return true;
            }
        }

        error = new WorkError(WorkErrorCode.InvalidInput, $"The input asks for an output in another format than is accepted: {string.Join(", ", accepted)}. Make the two agree, or leave one out.");
        return false;
    }
}
