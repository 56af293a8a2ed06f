namespace WorkerGrains.Benchmarks.Harness;

/// <summary>Prints comparisons in columns, each line when it is known.</summary>
internal static class ResultTable
{
    private const string Row = "{0,-40} {1,16} {2,16}  {3,-34} {4,-10} {5}";

    public static void WriteHeading()
    {
        Console.WriteLine(Row, "name", "baseline", "subject", "subject : baseline, median (range)", "goal", "");
        Console.WriteLine(new string('-', 130));
    }

    public static void Write(Comparison line) => Console.WriteLine(
        Row,
        line.Name,
        $"{Figure.Format(line.Baseline)} {line.Unit}",
        $"{Figure.Format(line.Subject)} {line.Unit}",
        $"{Figure.Format(line.Figure.Median)} ({Figure.Format(line.Figure.Min)}..{Figure.Format(line.Figure.Max)}) {line.FigureUnit}",
        line.Goal?.ToString() ?? "-",
        line.Goal is { } goal ? goal.IsMetBy(line.Figure.Median) ? "met" : "MISSED" : "");

    public static void WriteSkipped(string name, string reason) => Console.WriteLine($"{name,-40} skipped: {reason}");
}
