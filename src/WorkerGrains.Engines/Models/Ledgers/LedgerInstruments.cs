using System.Diagnostics.Metrics;
using WorkerGrains.Contracts;

namespace WorkerGrains.Engines.Models.Ledgers;

/// <summary>The metrics of what models take of the memory. Their names and tags are in this file and nowhere else.</summary>
internal sealed class LedgerInstruments(IMeterFactory meters)
{
    /// <summary>Shows what the ledgers have whenever somebody looks.</summary>
    public void Observe(IReadOnlyList<MemoryLedger> ledgers)
    {
        var meter = meters.Create(Diagnostics.MeterName);
        meter.CreateObservableGauge("workergrains.model.memory.limit", () => Measure(ledgers, static ledger => ledger.Limit), "By", "Memory of a device that models may take together.");
        meter.CreateObservableGauge("workergrains.model.memory.used", () => Measure(ledgers, static ledger => ledger.InUse), "By", "Memory of a device that the loaded models were measured to take.");
    }

    private static IEnumerable<Measurement<long>> Measure(IReadOnlyList<MemoryLedger> ledgers, Func<MemoryLedger, long> figure) =>
        ledgers.Select(ledger => new Measurement<long>(figure(ledger), new KeyValuePair<string, object?>("device", ledger.Device.Id)));
}
