using System.IO.Compression;
using System.Text;

namespace WorkerGrains.Tests.Engines.Torch;

/// <summary>Writes TorchScript files: a module without weights whose methods are given as code, in the dialect in which libtorch writes it.</summary>
internal static class ScriptFile
{
    /// <summary>Writes a module with these methods.</summary>
    public static string Write(string folder, string methods)
    {
        var path = Path.Combine(folder, $"{Guid.NewGuid():n}.pt");
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        Add(zip, "data.pkl", Module());
        Add(zip, "code/__torch__.py", Encoding.UTF8.GetBytes($"class Test(Module):\n  __parameters__ = []\n  __buffers__ = []\n  training : bool\n{methods.ReplaceLineEndings("\n")}"));
        Add(zip, "constants.pkl", [0x80, 2, (byte)')', (byte)'.']);
        Add(zip, "version", "3\n"u8.ToArray());
        return path;
    }

    private static void Add(ZipArchive zip, string name, byte[] bytes)
    {
        using var stream = zip.CreateEntry("test/" + name, CompressionLevel.NoCompression).Open();
        stream.Write(bytes);
    }

    // A pickle of version 2: an object of __torch__.Test whose state is {"training": False}.
    private static byte[] Module() =>
    [
        0x80, 2, .. "c__torch__\nTest\n"u8, (byte)'q', 0, (byte)')', 0x81, (byte)'}', (byte)'(', (byte)'X', 8, 0, 0, 0, .. "training"u8, 0x89, (byte)'u', (byte)'b', (byte)'.',
    ];
}
