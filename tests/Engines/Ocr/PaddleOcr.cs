using WorkerGrains.Tests.Engines.Models;

namespace WorkerGrains.Tests.Engines.Ocr;

/// <summary>The two models of PP-OCRv4, laid out as the README says.</summary>
internal static class PaddleOcr
{
    public const string DetectionJson = """{ "task": "text-detection", "textDetection": { "maxSide": 960 }, "threads": 1 }""";

    public const string RecognitionJson = """{ "task": "text-recognition", "labels": "ppocr_keys_v1.txt", "batching": { "maxBatchSize": 6 }, "threads": 1 }""";

    /// <summary>What stands in <c>bw_text.png</c>.</summary>
    public static IReadOnlyList<string> Print { get; } =
    [
        "Men may seem detestable as joint",
        "stock-companies and nations; knaves,",
        "fools, and murderers there may be;",
        "men may have mean and meagre",
        "faces; but, man, in the ideal, is so",
        "noble and so sparkling, such a grand",
        "and glowing creature, that over any",
        "ignominious blemish in him all his",
        "fellows should run to throw their",
        "costliest robes.",
    ];

    public static TemporaryModels AddPaddleOcr(this TemporaryModels models) => models
        .Add("document-ocr-detection", "1", Of("ch_PP-OCRv4_det_infer.onnx"))
        .Write("document-ocr-detection", "model.json", DetectionJson)
        .Add("document-ocr-recognition", "1", Of("ch_PP-OCRv4_rec_infer.onnx"))
        .Write("document-ocr-recognition", "model.json", RecognitionJson)
        .Copy("document-ocr-recognition", Of("ppocr_keys_v1.txt"));

    private static string Of(string file) => SharedFiles.PathOrSkip("models", "ocr", file);
}
