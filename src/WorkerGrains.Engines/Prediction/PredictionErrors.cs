using WorkerGrains.Contracts.Work;
using WorkerGrains.Tables;

namespace WorkerGrains.Engines.Prediction;

/// <summary>The failures of predictions that are not those of the table itself.</summary>
internal static class PredictionErrors
{
    public static readonly WorkError NoColumns = Unfit(
        "It takes one tensor of several columns and does not say which. Add the key 'columns' to its model.json, with the name of each in the model's order.");

    public static readonly WorkError NotColumns = Unfit("It takes other than columns of numbers and texts. Send it tensors with model.infer.");

    public static readonly WorkError NoPrediction = Unfit("It gives neither a label, nor a number for each class, nor one number. Have its tensors from model.infer.");

    public static readonly WorkError NoClasses = Unfit("It does not name its classes. Add the key 'labels' to its model.json, with the name of a file that has a class a line, in the model's order.");

    public static WorkError WrongColumns(int declared, long taken) =>
        Unfit($"Its model.json has {declared} columns, but it takes {taken}. Correct the key 'columns'.");

    public static WorkError WrongClasses(int declared, long given) => Unfit($"Its labels are {declared}, but it gives numbers for {given} classes. Install the labels that belong to it.");

    public static WorkError UnknownCategory(string column, int row, int known) => WorkError.InvalidInput(
        "table.category_unknown", $"The value of row {row} in the column {TableErrors.Quote(column)} is none of the {known} that the model knows. Correct it, or train the model with it.");

    public static WorkError NotFinite(int row) => new(WorkErrorCode.EngineFailed, $"The model gives no finite number for row {row}: it may not take missing values. Fill them in.")
    {
        Reason = "table.prediction_not_finite",
    };

    public static WorkError TooMany(int limit) => new(WorkErrorCode.PayloadTooLarge, $"The rows times the classes of the model are more than {limit}, the most that are given. Send fewer rows at once.")
    {
        Reason = "table.predictions_too_many",
    };

    private static WorkError Unfit(string reason) => WorkError.InvalidInput("table.model_unfit", $"The model is not one for tables. {reason}");
}
