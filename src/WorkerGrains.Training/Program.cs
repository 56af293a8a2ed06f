using WorkerGrains.Training.Spam;
using WorkerGrains.Training.Tables;
using WorkerGrains.Training.Tags;

switch (args)
{
    case ["spam"]:
        await SpamTraining.RunAsync(FindRoot(), CancellationToken.None);
        return 0;
    case ["table", .. var rest]:
        return TrainTable(rest);
    case ["tags", var models]:
        await TagTraining.RunAsync(FindRoot(), models, CancellationToken.None);
        return 0;
    default:
        Console.Error.WriteLine($"Give what to train:{Environment.NewLine}spam, the model that ships with the program;{Environment.NewLine}tags, with the folder of a model repository; or{Environment.NewLine}{TableTrainingOptions.Usage}");
        return 1;
}

static int TrainTable(string[] args)
{
    if (!TableTrainingOptions.TryRead(args, out var options, out var problem))
    {
        Console.Error.WriteLine($"{problem}{Environment.NewLine}{TableTrainingOptions.Usage}");
        return 1;
    }

    try
    {
        TableTraining.Run(options, Console.Out);
        return 0;
    }
    catch (TrainingException exception)
    {
        Console.Error.WriteLine(exception.Message);
        return 1;
    }
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
