namespace WorkerGrains.Engines.Detection;

/// <summary>Drops what a model says twice: of boxes of one label that overlap much, the surest stays (greedy non-maximum suppression, label by label).</summary>
/// <remarks>Source: Megvii-BaseDetection/YOLOX, <c>yolox/utils/boxes.py</c>, <c>postprocess</c>.</remarks>
internal static class Suppression
{
    /// <summary>The candidates that stay, surest first.</summary>
    /// <param name="candidates">All of them; they are put in order.</param>
    /// <param name="iou">The overlap from which the less sure one goes.</param>
    /// <param name="top">How many stay at most.</param>
    public static IReadOnlyList<Candidate> Run(List<Candidate> candidates, float iou, int top)
    {
        candidates.Sort(static (one, other) => other.Score.CompareTo(one.Score));
        var kept = new List<Candidate>();
        foreach (var candidate in candidates)
        {
            if (kept.Count == top)
            {
                break;
            }

            if (!kept.Exists(surer => surer.Label == candidate.Label && surer.Box.IntersectionOverUnion(candidate.Box) > iou))
            {
                kept.Add(candidate);
            }
        }

        return kept;
    }
}
