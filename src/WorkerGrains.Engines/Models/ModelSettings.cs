using System.ComponentModel.DataAnnotations;
using WorkerGrains.Engines.Images;
using WorkerGrains.Engines.Texts;

namespace WorkerGrains.Engines.Models;

/// <summary>What <c>model.json</c> says about a model, beside its versions. Every member may be left out.</summary>
/// <remarks>Adding members keeps old files valid; renaming or removing one makes them invalid, because unknown keys are refused.</remarks>
internal sealed record ModelSettings
{
    public static readonly ModelSettings Default = new();

    /// <summary>One sentence on what the model is.</summary>
    public string? Description { get; init; }

    /// <summary>What it does, in the words of the model's own world: <c>image-classification</c>.</summary>
    public string? Task { get; init; }

    /// <summary>The file in the model's folder with a label a line, in the order of the model's output.</summary>
    public string? Labels { get; init; }

    /// <summary>How images are made ready for it.</summary>
    public ImageSettings? Image { get; init; }

    /// <summary>The file in the model's folder with its tokens: <c>vocab.txt</c> with a token a line, or <c>tokenizer.json</c>.</summary>
    public string? Tokenizer { get; init; }

    /// <summary>How texts are made ready for it.</summary>
    public TextSettings? Text { get; init; }

    /// <summary>How its inputs are grouped.</summary>
    public BatchingSettings Batching { get; init; } = new();

    /// <summary>
    /// How many threads one batch spreads over, the lane's own included. Left out, a batch uses the threads that models share: quickest for
    /// one batch. 1 suits small models with a lane for each processor: no batch waits for another, and nothing is spent on sharing.
    /// </summary>
    [Range(1, 256)]
    public int? Threads { get; init; }
}
