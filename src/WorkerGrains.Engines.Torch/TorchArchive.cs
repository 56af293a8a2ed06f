using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using WorkerGrains.Engines.Models;

namespace WorkerGrains.Engines.Torch;

/// <summary>Reads from a TorchScript file what libtorch does not tell by way of TorchSharp, and adds what TorchSharp does not bring along.</summary>
/// <remarks>
/// The file is a zip archive with one folder: <c>data.pkl</c> names the module's class before anything else, <c>code/</c> holds the classes
/// as text. Source: PyTorch, torch/csrc/jit/docs/serialization.md.
/// </remarks>
internal sealed partial class TorchArchive
{
    /// <summary>The method that is added where one gives a dictionary, which TorchSharp cannot pass on: it gives the names and the tensors as lists.</summary>
    public const string ItemsMethod = "workergrains_items";

    private const int MaxCodeBytes = 16 * 1024 * 1024;
    private const int MaxHeadBytes = 4096;

    private static readonly ModelLoadFailure s_noArchive = new(
        "The model file is not a TorchScript module, or it is damaged or cut short.", "Replace it with the whole file that torch.jit.save wrote.");

    private static readonly ModelLoadFailure s_noCode = new(
        "The model file holds weights but no code.", "Export the model with torch.jit.script or torch.jit.trace, and save it with torch.jit.save.");

    private readonly string _path;
    private readonly string _codeEntry;
    private readonly string _code;
    private readonly int _bodyEnd;

    private TorchArchive(string path, string codeEntry, string code, int bodyEnd, MethodSignature signature)
    {
        _path = path;
        _codeEntry = codeEntry;
        _code = code;
        _bodyEnd = bodyEnd;
        Signature = signature;
    }

    /// <summary>What the method takes and gives.</summary>
    public MethodSignature Signature { get; }

    /// <summary>Reads what a file says of a method.</summary>
    public static bool TryRead(string path, string method, [NotNullWhen(true)] out TorchArchive? archive, [NotNullWhen(false)] out ModelLoadFailure? failure)
    {
        archive = null;
        try
        {
            using var zip = ZipFile.OpenRead(path);
            failure = Read(zip, path, method, out archive);
        }
        catch (InvalidDataException)
        {
            failure = s_noArchive;
        }

        return archive is not null;
    }

    /// <summary>Writes a copy of the file in which <see cref="ItemsMethod"/> stands beside the method.</summary>
    public void WriteWithItems(string method, string target)
    {
        File.Copy(_path, target, overwrite: true);
        using var zip = ZipFile.Open(target, ZipArchiveMode.Update);
        zip.GetEntry(_codeEntry)!.Delete();
        using var writer = new StreamWriter(zip.CreateEntry(_codeEntry, CompressionLevel.NoCompression).Open(), new UTF8Encoding(false));
        writer.Write(_code.AsSpan(0, _bodyEnd));
        writer.Write(Items(method));
        writer.Write(_code.AsSpan(_bodyEnd));
    }

    private static ModelLoadFailure? Read(ZipArchive zip, string path, string method, out TorchArchive? archive)
    {
        archive = null;
        if (zip.Entries.FirstOrDefault(static entry => DataFile().IsMatch(entry.FullName)) is not { } data)
        {
            return s_noArchive;
        }

        var folder = data.FullName[..^"data.pkl".Length];
        if (ClassName().Match(ReadHead(data)) is not { Success: true } name)
        {
            return s_noCode;
        }

        var entry = $"{folder}code/{name.Groups["module"].Value.Replace('.', '/')}.py";
        if (zip.GetEntry(entry) is not { Length: <= MaxCodeBytes } code)
        {
            return s_noCode;
        }

        using var reader = new StreamReader(code.Open(), Encoding.UTF8);
        var text = reader.ReadToEnd();
        var header = $"class {name.Groups["class"].Value}(Module):\n";
        var start = text.IndexOf(header, StringComparison.Ordinal);
        if (start < 0)
        {
            return s_noCode;
        }

        start += header.Length;
        var end = NextDefinition().Match(text, start) is { Success: true } next ? next.Index : text.Length;
        if (MethodSignature.Find(text[start..end], method) is not { } signature)
        {
            return new ModelLoadFailure($"The model has no method '{method}'.", "Correct the key 'method' of its model.json, or export the model with that method.");
        }

        archive = new TorchArchive(path, entry, text, end, signature);
        return null;
    }

    // Latin 1, because a pickle is bytes in which the names are ASCII.
    private static string ReadHead(ZipArchiveEntry data)
    {
        using var stream = data.Open();
        var head = new byte[MaxHeadBytes];
        return Encoding.Latin1.GetString(head, 0, stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false));
    }

    private string Items(string method) => $"""

          def {ItemsMethod}({Signature.ParameterText}) -> Tuple[List[Tensor], List[Tensor]]:
            items = (self).{method}({string.Concat(Signature.Parameters.Select(static parameter => parameter.Name + ", "))})
            names = annotate(List[Tensor], [])
            values = annotate(List[Tensor], [])
            keys = torch.keys(items)
            for i in range(torch.len(keys)):
              key = keys[i]
              name = annotate(List[int], [])
              for j in range(torch.len(key)):
                _0 = torch.append(name, torch.ord(key[j]))
              _1 = torch.append(names, torch.tensor(name))
              _2 = torch.append(values, items[key])
            return (names, values)

        """.ReplaceLineEndings("\n");

    [GeneratedRegex(@"\A[^/]+/data\.pkl\z")]
    private static partial Regex DataFile();

    // GLOBAL of the pickle format: 'c', the module, a line feed, the name, a line feed.
    [GeneratedRegex(@"c(?<module>__torch__[\w.]*)\n(?<class>\w+)\n")]
    private static partial Regex ClassName();

    [GeneratedRegex(@"^(?:class|def) ", RegexOptions.Multiline)]
    private static partial Regex NextDefinition();
}
