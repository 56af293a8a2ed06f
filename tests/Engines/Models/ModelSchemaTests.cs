namespace WorkerGrains.Tests.Engines.Models;

public sealed class ModelSchemaTests
{
    /// <summary>The published schema says what the reader takes. When this fails, the file beside it is what it should be.</summary>
    [Fact]
    public void File_IsThatOfTheReader()
    {
        var path = SourceFile("src", "WorkerGrains.Engines", "Models", "model.schema.json");
        var schema = ModelSchema.Write();
        var fresh = Path.Combine(AppContext.BaseDirectory, "model.schema.json");
        File.WriteAllText(fresh, schema);

        Assert.True(File.Exists(path) && File.ReadAllText(path) == schema, "The schema of model.json is not that of the reader. Copy model.schema.json from the folder of the tests' program.");
    }

    private static string SourceFile(params string[] path)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "WorkerGrains.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine([folder!.FullName, .. path]);
    }
}
