using System.Diagnostics.Metrics;
using WorkerGrains.Contracts;

namespace WorkerGrains.Gateway;

/// <summary>What the gateway measures beyond what ASP.NET Core does for every request.</summary>
internal sealed class GatewayInstruments
{
    private readonly Meter _meter;
    private readonly Counter<long> _refused;

    public GatewayInstruments(IMeterFactory meters)
    {
        _meter = meters.Create(Diagnostics.MeterName);
        _refused = _meter.CreateCounter<long>("workergrains.gateway.body.refused", "{request}", "Requests refused because too many bytes of bodies were held.");
    }

    /// <summary>Shows the bytes of bodies held now.</summary>
    public void ObserveHeldBytes(Func<long> heldBytes) =>
        _meter.CreateObservableUpDownCounter("workergrains.gateway.body.held", heldBytes, "By", "Bytes of request bodies held now.");

    /// <summary>Counts a request refused for want of room.</summary>
    public void BodyRefused() => _refused.Add(1);
}
