using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Contracts;

/// <summary>A form in which an output can be had as it is, without JSON around it.</summary>
/// <remarks>What the output says beside the one thing that is the raw body is left out of such an answer, but for <see cref="Capability{TInput,TOutput}.OutputHeaders"/>.</remarks>
/// <param name="MediaType">What callers ask for and get, for example <c>text/csv</c>. Texts are in UTF-8.</param>
/// <param name="Ask">Changes an input so that its output comes in this form; <see langword="null"/> for an input that itself asks for another.</param>
/// <param name="Take">Takes the bytes out of such an output.</param>
public sealed record RawOutput<TInput, TOutput>(string MediaType, Func<TInput, TInput?> Ask, Func<TOutput, ReadOnlyMemory<byte>> Take)
    where TInput : class
    where TOutput : class
{
    /// <inheritdoc cref="RawOutput{TInput,TOutput}" path="/param[@name='MediaType']"/>
    public string MediaType { get; } = ContractPatterns.IsMediaType(MediaType) && MediaType is not (MediaTypes.Json or MediaTypes.EventStream or MediaTypes.NdJson)
        ? MediaType
        : throw new ArgumentException("A raw output has a media type of its own, in lower case and without parameters, for example text/csv.", nameof(MediaType));

    /// <summary>The media type as answers say it: of a text, with its charset, without which readers would guess.</summary>
    public string ContentType => MediaType.StartsWith("text/", StringComparison.Ordinal) ? MediaType + "; charset=utf-8" : MediaType;
}
