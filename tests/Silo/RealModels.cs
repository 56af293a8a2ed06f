using WorkerGrains.Tests.Engines.Audio;
using WorkerGrains.Tests.Engines.Detection;
using WorkerGrains.Tests.Engines.Files;
using WorkerGrains.Tests.Engines.Generation;
using WorkerGrains.Tests.Engines.Models;
using WorkerGrains.Tests.Engines.Ocr;
using WorkerGrains.Tests.Engines.Texts;

namespace WorkerGrains.Tests.Silo;

/// <summary>A model repository folder with every real model that is at hand, laid out as the README says.</summary>
internal static class RealModels
{
    /// <summary>Lays the repository out in a new folder; empty where no model is at hand.</summary>
    public static TemporaryModels LayOut()
    {
        var models = new TemporaryModels();
        AddIfAtHand("mobilenet", MobileNet.AddMobileNet);
        AddIfAtHand("magika", Magika.AddMagika);
        AddIfAtHand("yolox", static models => models.AddYolox());
        AddIfAtHand("babyllama", BabyLlama.AddBabyLlama);
        AddIfAtHand("text-embed", static models => TextEmbedderFixture.LayOut(models, TextEmbedderFixture.ModelJson));
        AddIfAtHand("silero-vad", static models => models.AddSilero());
        AddIfAtHand("ocr", static models => models.AddPaddleOcr());
        return models;

        void AddIfAtHand(string folder, Func<TemporaryModels, TemporaryModels> add)
        {
            if (SharedFiles.Root is { } root && Directory.Exists(Path.Combine(root, "models", folder)))
            {
                add(models);
            }
        }
    }
}
