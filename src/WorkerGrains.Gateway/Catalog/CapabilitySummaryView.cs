using System.Collections.Immutable;

namespace WorkerGrains.Gateway.Catalog;

/// <summary>One capability in a list.</summary>
/// <param name="Name">The name to run it by.</param>
/// <param name="Summary">What its newest version does.</param>
/// <param name="Tags">Words to find it by.</param>
/// <param name="Versions">The versions offered, newest first.</param>
/// <param name="Ready">Whether any of them is served now.</param>
/// <param name="Replicas">How many replicas there are, ready or not.</param>
internal sealed record CapabilitySummaryView(
    string Name, string Summary, ImmutableArray<string> Tags, ImmutableArray<string> Versions, bool Ready, int Replicas)
{
    public static CapabilitySummaryView Of(CapabilityVersions versions) => new(
        versions.Name,
        versions.Newest.Descriptor.Summary,
        versions.Newest.Descriptor.Tags,
        [.. versions.NewestFirst.Select(static status => status.Descriptor.Version.ToString())],
        versions.NewestFirst.Any(static status => status.IsReady),
        versions.NewestFirst.Sum(static status => status.Replicas.Length));
}
