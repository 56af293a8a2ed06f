namespace WorkerGrains.Engines.Detection;

/// <summary>A rectangle in a model's input, in pixels.</summary>
internal readonly record struct DetectionBox(float Left, float Top, float Right, float Bottom)
{
    private float Area => Math.Max(0, Right - Left) * Math.Max(0, Bottom - Top);

    /// <summary>The part that two boxes both cover of what either covers, 0 to 1.</summary>
    public float IntersectionOverUnion(in DetectionBox other)
    {
        var both = new DetectionBox(Math.Max(Left, other.Left), Math.Max(Top, other.Top), Math.Min(Right, other.Right), Math.Min(Bottom, other.Bottom)).Area;
        var either = Area + other.Area - both;
        return either > 0 ? both / either : 0;
    }
}
