namespace WorkerGrains.Benchmarks.Harness;

/// <summary>What the median must reach.</summary>
internal readonly record struct Goal
{
    private readonly double _limit;
    private readonly bool _isFloor;

    private Goal(double limit, bool isFloor) => (_limit, _isFloor) = (limit, isFloor);

    public static Goal AtLeast(double floor) => new(floor, isFloor: true);

    public static Goal AtMost(double ceiling) => new(ceiling, isFloor: false);

    public bool IsMetBy(double median) => _isFloor ? median >= _limit : median <= _limit;

    public override string ToString() => (_isFloor ? "≥ " : "≤ ") + Figure.Format(_limit);
}
