using System.ComponentModel.DataAnnotations;
using WorkerGrains.Engines.Images;

namespace WorkerGrains.Engines.Ocr;

/// <summary>How a model that reads lines wants them: the section <c>textRecognition</c> of <c>model.json</c>. The defaults are those of PaddleOCR.</summary>
internal sealed record TextRecognitionSettings
{
    /// <summary>The width that short lines are padded to, in pixels.</summary>
    [Range(16, 4096)]
    public int MinWidth { get; init; } = 320;

    /// <summary>The width that longer lines are squeezed to, in pixels.</summary>
    [Range(16, 16384)]
    public int MaxWidth { get; init; } = 2560;

    /// <summary>Lines are padded to a multiple of this width, so that those of about the same length run together. Smaller pads less, and leaves fewer to run together.</summary>
    [Range(8, 1024)]
    public int WidthStep { get; init; } = 160;

    /// <summary>The order of the colours.</summary>
    public ChannelOrder Channels { get; init; } = ChannelOrder.Bgr;
}
