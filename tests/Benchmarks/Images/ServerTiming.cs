using System.Globalization;

namespace WorkerGrains.Benchmarks.Images;

/// <summary>Reads where an answer's time went, in milliseconds, from its header.</summary>
internal readonly record struct ServerTiming(double Run, double Total)
{
    public static ServerTiming Of(string answer) => new(Read(answer, "run;dur="), Read(answer, "total;dur="));

    private static double Read(string answer, string name)
    {
        var start = answer.IndexOf(name, answer.IndexOf("Server-Timing:", StringComparison.Ordinal), StringComparison.Ordinal) + name.Length;
        var end = answer.AsSpan(start).IndexOfAny(',', '\r');
        return double.Parse(answer.AsSpan(start, end), CultureInfo.InvariantCulture);
    }
}
