using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Engines.Documents;

/// <summary>A document on its way: its bytes (a text in UTF-8), its format, and what was done to it and noticed so far.</summary>
internal sealed class SourceDocument(ReadOnlyMemory<byte> data, DocumentFormat format)
{
    /// <summary>The format it came in.</summary>
    public DocumentFormat From { get; } = format;

    public ReadOnlyMemory<byte> Data { get; private set; } = data;

    /// <summary>The format it is in by now.</summary>
    public DocumentFormat Format { get; private set; } = format;

    public List<string> Programs { get; } = [];

    public List<string> Warnings { get; } = [];

    public void Become(DocumentFormat format, ReadOnlyMemory<byte> data)
    {
        Format = format;
        Data = data;
    }
}
