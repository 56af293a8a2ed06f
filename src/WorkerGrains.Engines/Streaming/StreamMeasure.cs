namespace WorkerGrains.Engines.Streaming;

/// <summary>Measures the items of one run. For one writer at a time.</summary>
/// <param name="instruments">What is told.</param>
/// <param name="capability">Whose items.</param>
/// <param name="queued">The timestamp at which the input came in.</param>
internal sealed class StreamMeasure(EngineInstruments instruments, string capability, long queued)
{
    private bool _hasBegun;

    public void Item()
    {
        if (!_hasBegun)
        {
            _hasBegun = true;
            instruments.Began(capability, queued);
        }

        instruments.Item(capability);
    }
}
