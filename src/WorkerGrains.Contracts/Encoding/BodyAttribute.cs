namespace WorkerGrains.Contracts.Encoding;

/// <summary>Marks the one member of an input that may be sent as the raw body, with the media types it comes in.</summary>
/// <remarks>The member is a <c>ReadOnlyMemory&lt;byte&gt;</c>, nullable or not: base64 in JSON, or text with <see cref="Utf8TextConverter"/>.</remarks>
/// <param name="mediaTypes">For example <c>image/jpeg</c>; <c>image/*</c> takes all of a kind.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public class BodyAttribute(params string[] mediaTypes) : Attribute
{
    /// <summary>The media types.</summary>
    public IReadOnlyList<string> MediaTypes { get; } = mediaTypes;
}
