namespace WorkerGrains.Benchmarks.Harness;

/// <summary>One line of the table: a subject beside its baseline.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Unit">The unit of both sides.</param>
/// <param name="Baseline">The baseline's median.</param>
/// <param name="Subject">The subject's median.</param>
/// <param name="Figure">What the goal is about, taken from each round by itself: a ratio, a difference or the subject alone.</param>
/// <param name="FigureUnit">The unit of the figure; empty for a ratio.</param>
/// <param name="Goal">What the figure's median must reach, if anything.</param>
internal sealed record Comparison(string Name, string Unit, double Baseline, double Subject, Spread Figure, string FigureUnit, Goal? Goal)
{
    /// <summary>The subject as a part of the baseline.</summary>
    public static Comparison Ratio<T>(string name, string unit, IReadOnlyList<RoundPair<T>> rounds, Func<T, double> read, Goal? goal = null) =>
        Create(name, unit, rounds, read, static (baseline, subject) => subject / baseline, "", goal);

    /// <summary>What the subject has more than the baseline.</summary>
    public static Comparison Added<T>(string name, string unit, IReadOnlyList<RoundPair<T>> rounds, Func<T, double> read, Goal? goal = null) =>
        Create(name, unit, rounds, read, static (baseline, subject) => subject - baseline, unit + " more", goal);

    /// <summary>The subject by itself, beside a baseline that only tells what kind of machine this is.</summary>
    public static Comparison Alone<T>(string name, string unit, IReadOnlyList<RoundPair<T>> rounds, Func<T, double> read, Goal? goal = null) =>
        Create(name, unit, rounds, read, static (_, subject) => subject, unit, goal);

    private static Comparison Create<T>(
        string name, string unit, IReadOnlyList<RoundPair<T>> rounds, Func<T, double> read, Func<double, double, double> figure, string figureUnit, Goal? goal) => new(
        name,
        unit,
        Spread.Of(rounds.Select(round => read(round.Baseline))).Median,
        Spread.Of(rounds.Select(round => read(round.Subject))).Median,
        Spread.Of(rounds.Select(round => figure(read(round.Baseline), read(round.Subject)))),
        figureUnit,
        goal);
}
