namespace WorkerGrains.Engines.Models;

/// <summary>The file of one version of a model: <c>{name}/{version}/model.onnx</c>.</summary>
/// <param name="Version">The version.</param>
/// <param name="Path">Where it is.</param>
/// <param name="Length">How long it is, in bytes.</param>
/// <param name="Written">When it was last written, so that a file replaced in its place is noticed.</param>
internal sealed record ModelFile(int Version, string Path, long Length, DateTime Written)
{
    /// <summary>Its name, which says what runs it.</summary>
    public string FileName => System.IO.Path.GetFileName(Path);
}
