namespace WorkerGrains.Grains.Picture;

/// <summary>Picks the replica that should answer soonest.</summary>
/// <remarks>
/// Two random choices: of two replicas drawn at random, the one with the shorter expected wait; the one on this silo when they are as good as
/// each other. That spreads load nearly as well as asking everybody and does not send a herd to whoever was idle last.
/// Source: M. Mitzenmacher, "The Power of Two Choices in Randomized Load Balancing", 2001.
/// Replicas on the accelerator that the capability wants come first; the others are asked when there is none of those, or when their answer
/// would miss the deadline and that of the others would not.
/// </remarks>
internal static class ReplicaPicker
{
    /// <summary>Picks one, or returns <see langword="null"/> when there is none but <paramref name="failed"/>.</summary>
    /// <param name="candidates">The replicas that may answer.</param>
    /// <param name="failed">One that was just tried, or <see langword="null"/>.</param>
    /// <param name="prefersLocal">Whether the payload is so large that moving it costs more than waiting: the local replica wins if there is one.</param>
    /// <param name="now">The timestamp now.</param>
    /// <param name="left">What is left until the deadline.</param>
    public static Replica? Pick(Candidates candidates, Replica? failed, bool prefersLocal, long now, TimeSpan left)
    {
        var preferred = PickAmong(candidates.Preferred, failed, prefersLocal, now);
        if (preferred is not null && !preferred.IsAvoided(now) && preferred.MeasuredAnswer <= left)
        {
            return preferred;
        }

        var other = PickAmong(candidates.Others, failed, prefersLocal, now);
        return preferred is null || (other is not null && !other.IsAvoided(now) && other.MeasuredAnswer <= left) ? other : preferred;
    }

    private static Replica? PickAmong(ReadOnlySpan<Replica> candidates, Replica? failed, bool prefersLocal, long now)
    {
        if (candidates.Length == 1)
        {
            return ReferenceEquals(candidates[0], failed) ? null : candidates[0];
        }

        if (candidates.IsEmpty)
        {
            return null;
        }

        if (prefersLocal && FindLocal(candidates, failed, now) is { } local)
        {
            return local;
        }

        var first = Random.Shared.Next(candidates.Length);
        var second = (first + 1 + Random.Shared.Next(candidates.Length - 1)) % candidates.Length;
        var (left, right) = (candidates[first], candidates[second]);
        var (leftOut, rightOut) = (IsOut(left, failed, now), IsOut(right, failed, now));
        if (leftOut || rightOut)
        {
            return !leftOut ? left : !rightOut ? right : FindAny(candidates, failed, now, first);
        }

        var (leftWait, rightWait) = (left.ExpectedWait, right.ExpectedWait);
        return leftWait < rightWait || (leftWait == rightWait && !right.IsLocal) ? left : right;
    }

    private static bool IsOut(Replica replica, Replica? failed, long now) => ReferenceEquals(replica, failed) || replica.IsAvoided(now);

    private static Replica? FindLocal(ReadOnlySpan<Replica> candidates, Replica? failed, long now)
    {
        foreach (var candidate in candidates)
        {
            if (candidate.IsLocal && !IsOut(candidate, failed, now))
            {
                return candidate;
            }
        }

        return null;
    }

    /// <summary>Any that is not out; failing that, any that was not just tried: one that failed a moment ago is better than none.</summary>
    private static Replica? FindAny(ReadOnlySpan<Replica> candidates, Replica? failed, long now, int start)
    {
        Replica? avoided = null;
        for (var i = 0; i < candidates.Length; i++)
        {
            var candidate = candidates[(start + i) % candidates.Length];
            if (!IsOut(candidate, failed, now))
            {
                return candidate;
            }

            if (!ReferenceEquals(candidate, failed))
            {
                avoided ??= candidate;
            }
        }

        return avoided;
    }
}
