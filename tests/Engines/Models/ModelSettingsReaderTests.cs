using System.Text;
using WorkerGrains.Engines.Images;
using WorkerGrains.Engines.Models;
using WorkerGrains.Engines.Texts;

namespace WorkerGrains.Tests.Engines.Models;

public sealed class ModelSettingsReaderTests
{
    [Fact]
    public void TryRead_EveryKey_ReadsThemAll()
    {
        var isRead = ModelSettingsReader.TryRead(
            """
            {
              "description": "MobileNet V2",
              "task": "image-classification",
              "labels": "labels.txt",
              "device": "cpu",
              "image": {
                "width": 224, "height": 192, "cropFraction": 0.875,
                "mean": [1, 2, 3.5], "std": [128, 129, 130], "channels": "bgr", "layout": "nhwc"
              },
              "batching": { "maxBatchSize": 4 },
              "threads": 1
            }
            """u8.ToArray(),
            out var settings,
            out _);

        Assert.True(isRead);
        Assert.Equal(("MobileNet V2", "image-classification", "labels.txt"), (settings!.Description, settings.Task, settings.Labels));
        Assert.Equal((224, 192, 0.875f), (settings.Image!.Width, settings.Image.Height, settings.Image.CropFraction));
        Assert.Equal([1, 2, 3.5f], settings.Image.Mean);
        Assert.Equal([128, 129, 130], settings.Image.Std);
        Assert.Equal((ChannelOrder.Bgr, PixelLayout.Nhwc), (settings.Image.Channels, settings.Image.Layout));
        Assert.Equal((4, 1, ModelDevice.Cpu), (settings.Batching.MaxBatchSize, settings.Threads, settings.Device));
    }

    [Fact]
    public void TryRead_TextKeys_ReadsThemAll()
    {
        var isRead = ModelSettingsReader.TryRead(
            """
            {
              "tokenizer": "vocab.txt",
              "text": {
                "lowerCase": false, "addSpecialTokens": false, "maxTokens": 128, "pooling": "cls", "normalize": false, "output": "last_hidden_state"
              }
            }
            """u8.ToArray(),
            out var settings,
            out _);

        Assert.True(isRead);
        Assert.Equal("vocab.txt", settings!.Tokenizer);
        Assert.Equal(
            new TextSettings { LowerCase = false, AddSpecialTokens = false, MaxTokens = 128, Pooling = Pooling.Cls, Normalize = false, Output = "last_hidden_state" },
            settings.Text);
    }

    [Fact]
    public void TryRead_NoKeys_LeavesDefaults()
    {
        Assert.True(ModelSettingsReader.TryRead("{}"u8.ToArray(), out var settings, out _));
        Assert.Equal(ModelSettings.Default, settings);
    }

    [Theory]
    [InlineData("""{ "lables": "labels.txt" }""", "has the unknown key 'lables'")]
    [InlineData("""{ "Labels": "labels.txt" }""", "has the unknown key 'Labels'")]
    [InlineData("""{ "image": { "width": 1, "height": 1, "size": 1 } }""", "has the unknown key 'image.size'")]
    [InlineData("""{ "image": { "width": 1, "height": 1, "length": 3 } }""", "has the unknown key 'image.length'")]
    [InlineData("""{ "image": { "width": 1 } }""", "lacks the key 'image.height'")]
    [InlineData("""{ "image": { "width": 0, "height": 1 } }""", "has a value outside its range at 'image.width'")]
    [InlineData("""{ "image": { "width": 1, "height": 1, "mean": [1, 2] } }""", "has a value outside its range at 'image.mean'")]
    [InlineData("""{ "image": { "width": 1, "height": 1, "std": [1, 0, 1] } }""", "has a value outside its range at 'image.std'")]
    [InlineData("""{ "image": { "width": 1, "height": 1, "cropFraction": 0 } }""", "has a value outside its range at 'image.cropFraction'")]
    [InlineData("""{ "image": { "width": "1", "height": 1 } }""", "has a value that does not fit at 'image.width'")]
    [InlineData("""{ "image": { "width": 1, "height": 1, "channels": "grb" } }""", "has a value that does not fit at 'image.channels'")]
    [InlineData("""{ "image": { "width": 1, "height": 1, "channels": 1 } }""", "has a value that does not fit at 'image.channels'")]
    [InlineData("""{ "image": { "width": 1, "height": 1, "mean": [1, null, 2] } }""", "has a value that does not fit at 'image.mean[1]'")]
    [InlineData("""{ "text": { "maxTokens": 3 } }""", "has a value outside its range at 'text.maxTokens'")]
    [InlineData("""{ "text": { "pooling": "max" } }""", "has a value that does not fit at 'text.pooling'")]
    [InlineData("""{ "text": { "max_tokens": 3 } }""", "has the unknown key 'text.max_tokens'")]
    [InlineData("""{ "device": "tpu" }""", "has a value that does not fit at 'device'")]
    [InlineData("""{ "image": { "width": 1, "height": 1, "fit": "stretch" } }""", "has a value that does not fit at 'image.fit'")]
    [InlineData("""{ "detection": { "strides": [] } }""", "has a value outside its range at 'detection.strides'")]
    [InlineData("""{ "detection": { "strides": [8, -8] } }""", "has a value outside its range at 'detection.strides'")]
    [InlineData("""{ "textDetection": { "std": [1, 0, 1] } }""", "has a value outside its range at 'textDetection.std'")]
    [InlineData("""{ "textDetection": { "maxSide": 1 } }""", "has a value outside its range at 'textDetection.maxSide'")]
    [InlineData("""{ "textRecognition": { "widthStep": 0 } }""", "has a value outside its range at 'textRecognition.widthStep'")]
    [InlineData("""{ "fileTypes": { "config": "" } }""", "has a value outside its range at 'fileTypes.config'")]
    [InlineData("""{ "batching": null }""", "has a value that does not fit at 'batching'")]
    [InlineData("""{ "batching": { "maxBatchSize": 0 } }""", "has a value outside its range at 'batching.maxBatchSize'")]
    [InlineData("""{ "threads": 0 }""", "has a value outside its range at 'threads'")]
    [InlineData("""{ "task": "a", "task": "b" }""", "has the key 'task' twice")]
    [InlineData("""{ "task": "a", }""", "is not valid JSON (line 1)")]
    [InlineData("{\n // why\n}", "is not valid JSON (line 2)")]
    [InlineData("", "is not valid JSON (line 1)")]
    [InlineData("null", "is not a JSON object")]
    [InlineData("[]", "is not a JSON object")]
    public void TryRead_Wrong_SaysWhatAndWhere(string json, string expected)
    {
        Assert.False(ModelSettingsReader.TryRead(Encoding.UTF8.GetBytes(json), out _, out var problem));
        Assert.Equal(expected, problem);
    }
}
