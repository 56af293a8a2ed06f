using WorkerGrains.Tests.Engines.Models;

namespace WorkerGrains.Tests.Engines.Audio;

/// <summary>Silero VAD, laid out as the README says.</summary>
internal static class Silero
{
    public const string Plain = "silero_vad_16k_op15.onnx";
    public const string WithBranches = "silero_vad.onnx";

    public static TemporaryModels AddSilero(this TemporaryModels models, string file = Plain) => models
        .Add("audio-detect-speech", "1", SharedFiles.PathOrSkip("models", "silero-vad", file))
        .Write("audio-detect-speech", "model.json", """{ "task": "voice-activity-detection", "batching": { "maxBatchSize": 4 }, "threads": 1 }""");
}
