using WorkerGrains.Contracts;

namespace WorkerGrains.Gateway.Catalog;

/// <summary>One header that says something of an output that comes as it is.</summary>
/// <param name="Name">The header.</param>
/// <param name="Description">What it says.</param>
internal sealed record OutputHeaderView(string Name, string Description)
{
    public static OutputHeaderView Of(OutputHeader header) => new(GatewayHeaders.OfOutput(header.Name), header.Description);
}
