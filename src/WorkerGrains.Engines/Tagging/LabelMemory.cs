using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace WorkerGrains.Engines.Tagging;

/// <summary>Remembers the vectors of labels, by what they say and by the version of the model, and the vectors of the background.</summary>
/// <remarks>Thread-safe. What is used least goes first.</remarks>
internal sealed class LabelMemory(IOptions<TextTaggerOptions> options) : IDisposable
{
    private readonly MemoryCache _labels = new(new MemoryCacheOptions { SizeLimit = options.Value.MaxRememberedLabels });
    private EmbeddingVersion? _last;
    private Background? _background;

    /// <summary>The model that answered last, which the next answer is most likely of too.</summary>
    public EmbeddingVersion? Last => Volatile.Read(ref _last);

    public bool TryFind(EmbeddingVersion version, string description, [NotNullWhen(true)] out LabelVector? label) => _labels.TryGetValue((version, description), out label);

    public void Keep(EmbeddingVersion version, string description, LabelVector label)
    {
        using var entry = _labels.CreateEntry((version, description));
        entry.Size = 1;
        entry.Value = label;
    }

    /// <summary>The vectors of the background by one version of the model; <see langword="null"/> when another one answered last.</summary>
    public IReadOnlyList<float[]>? BackgroundOf(EmbeddingVersion version) =>
        Volatile.Read(ref _background) is { } background && background.Version == version ? background.Vectors : null;

    public void Keep(EmbeddingVersion version, IReadOnlyList<float[]> background)
    {
        Volatile.Write(ref _background, new Background(version, background));
        Volatile.Write(ref _last, version);
    }

    public void Dispose() => _labels.Dispose();

    private sealed record Background(EmbeddingVersion Version, IReadOnlyList<float[]> Vectors);
}
