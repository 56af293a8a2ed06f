namespace WorkerGrains.Engines.Audio;

/// <summary>How a sample is written; all but bytes little end first.</summary>
internal enum SampleFormat
{
    /// <summary>A byte, silence at 128.</summary>
    Unsigned8,

    /// <summary>An integer of 16 bits.</summary>
    Signed16,

    /// <summary>An integer of 24 bits.</summary>
    Signed24,

    /// <summary>An integer of 32 bits.</summary>
    Signed32,

    /// <summary>A float of 32 bits, loudest at 1.</summary>
    Float32,

    /// <summary>A float of 64 bits, loudest at 1.</summary>
    Float64,
}
