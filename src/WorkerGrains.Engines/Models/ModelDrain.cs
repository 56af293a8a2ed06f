using Microsoft.Extensions.Logging;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Engines.Models;

/// <summary>Lets versions of a model go, and waits for those who still use them.</summary>
/// <remarks>Thread-safe; remembers nothing.</remarks>
/// <param name="name">The model's name.</param>
/// <param name="timeout">How long they are waited for.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed partial class ModelDrain(string name, TimeSpan timeout, TimeProvider time, ILogger logger)
{
    /// <summary>What to say when an unload has begun and not ended.</summary>
    public static Readiness StillUsed(string name) => Readiness.NotReady(
        $"The model '{name}' takes no new requests, but some still use it.", "Its memory is given back when they end.");

    /// <summary>Retires versions. Completes when the last request that uses them has ended, or after the timeout.</summary>
    /// <returns>Whether their memory is given back.</returns>
    public async Task<bool> RetireAsync(IEnumerable<LoadedModel> models)
    {
        var retired = models.ToList();
        if (retired.Count == 0)
        {
            return true;
        }

        retired.ForEach(static model => model.Retire());
        try
        {
            await Task.WhenAll(retired.Select(static model => model.Released)).WaitAsync(timeout, time);
            ProcessMemory.Trim();
            return true;
        }
        catch (TimeoutException)
        {
            LogStillUsed(name);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The model {Model} is still used after the drain timeout; its memory goes when the last request ends.")]
    private partial void LogStillUsed(string model);
}
