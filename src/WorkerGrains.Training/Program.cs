using WorkerGrains.Training.Spam;
using WorkerGrains.Training.Tags;

switch (args)
{
    case ["spam"]:
        await SpamTraining.RunAsync(FindRoot(), CancellationToken.None);
        return 0;
    case ["tags", var models]:
        await TagTraining.RunAsync(FindRoot(), models, CancellationToken.None);
        return 0;
    default:
        Console.Error.WriteLine("Say what to train: spam, or tags with the folder of a model repository.");
        return 1;
}

static string FindRoot()
{
    var folder = AppContext.BaseDirectory;
    while (!File.Exists(Path.Combine(folder, "WorkerGrains.sln")))
    {
        folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("This program runs from within its repository.");
    }

    return folder;
}
