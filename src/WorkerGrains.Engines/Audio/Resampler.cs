using System.Numerics.Tensors;

namespace WorkerGrains.Engines.Audio;

/// <summary>Turns a recording of one rate into another: a low-pass of windowed sinc functions, one for each place that a new sample can have between old ones.</summary>
/// <remarks>
/// The filter is the default one of torchaudio, with which speech models are trained and their recordings read.
/// Source: pytorch/audio, <c>src/torchaudio/functional/functional.py</c>, <c>_get_sinc_resample_kernel</c>; J. O. Smith, Digital Audio Resampling.
/// </remarks>
internal sealed class Resampler
{
    // Zero crossings of the sinc on either side, and how much of the band passes.
    private const double Crossings = 6;
    private const double RollOff = 0.99;
    private const int BlockLength = 4096;

    // The rates without their common factor.
    private readonly int _from;
    private readonly int _to;

    // Old samples on either side of a new one that it depends on.
    private readonly int _reach;
    private readonly float[][] _filters;

    public Resampler(int from, int to)
    {
        var common = (int)System.Numerics.BigInteger.GreatestCommonDivisor(from, to);
        (_from, _to) = (from / common, to / common);
        var band = Math.Min(_from, _to) * RollOff;
        _reach = (int)Math.Ceiling(Crossings * _from / band);
        _filters = _from == _to ? [] : [.. Enumerable.Range(0, _to).Select(place => Filter(place, band))];
    }

    /// <summary>How many new samples there are for as many old ones.</summary>
    public int LengthOf(int frames) => (int)((((long)frames * _to) + _from - 1) / _from);

    /// <summary>Reads a whole recording in the new rate, in integers of 16 bits.</summary>
    /// <param name="file">The recording.</param>
    /// <param name="samples">As many as <see cref="LengthOf"/> says.</param>
    /// <param name="cancellationToken">Looked at every few thousand samples.</param>
    /// <returns>Whether all samples are numbers.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    public bool TryRead(WavFile file, Span<short> samples, CancellationToken cancellationToken)
    {
        var numbers = new float[BlockLength];
        var old = new float[(int)((long)BlockLength * _from / _to) + (2 * _reach) + 3];
        for (var at = 0; at < samples.Length; at += BlockLength)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var block = numbers.AsSpan(0, Math.Min(BlockLength, samples.Length - at));
            Resample(file, at, block, old);
            for (var i = 0; i < block.Length; i++)
            {
                if (!float.IsFinite(block[i]))
                {
                    return false;
                }

                samples[at + i] = (short)Math.Clamp(MathF.Round(block[i] * 32768), short.MinValue, short.MaxValue);
            }
        }

        return true;
    }

    private void Resample(WavFile file, int at, Span<float> block, float[] old)
    {
        if (_from == _to)
        {
            file.Read(at, block);
            return;
        }

        var first = ((long)at * _from / _to) - _reach;
        file.Read(first, old);
        for (var i = 0; i < block.Length; i++)
        {
            var place = (long)(at + i) * _from;
            var filter = _filters[place % _to];
            block[i] = TensorPrimitives.Dot(filter, old.AsSpan((int)((place / _to) - _reach - first), filter.Length));
        }
    }

    /// <summary>What the old samples around a new one count for; the new one lies <paramref name="place"/> parts of <see cref="_to"/> behind the one in the middle.</summary>
    private float[] Filter(int place, double band)
    {
        var filter = new float[(2 * _reach) + 2];
        for (var i = 0; i < filter.Length; i++)
        {
            var time = Math.Clamp((((double)(i - _reach) / _from) - ((double)place / _to / _from)) * band, -Crossings, Crossings);
            var window = Math.Pow(Math.Cos(time * Math.PI / Crossings / 2), 2);
            var angle = time * Math.PI;
            filter[i] = (float)((angle == 0 ? 1 : Math.Sin(angle) / angle) * window * band / _from);
        }

        return filter;
    }
}
