using WorkerGrains.Training.Spam;

if (args is not ["spam"])
{
    Console.Error.WriteLine("Give the model to train: spam");
    return 1;
}

await SpamTraining.RunAsync(FindRoot(), CancellationToken.None);
return 0;

static string FindRoot()
{
    var folder = AppContext.BaseDirectory;
    while (!File.Exists(Path.Combine(folder, "WorkerGrains.sln")))
    {
        folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("This program runs from within its repository.");
    }

    return folder;
}
