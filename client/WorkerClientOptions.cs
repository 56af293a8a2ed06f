using System.ComponentModel.DataAnnotations;

namespace WorkerGrains.Client;

/// <summary>Which cluster a client talks to, and how patient it is.</summary>
public sealed class WorkerClientOptions
{
    /// <summary>The id of the cluster, as its silos have it (<c>Cluster:Id</c>).</summary>
    [Required]
    public string ClusterId { get; set; } = "workergrains";

    /// <summary>Where to look the silos up, in StackExchange.Redis's form; <see langword="null"/> for silos on this machine that use no Redis.</summary>
    public string? Redis { get; set; }

    /// <summary>Without Redis, the client ports of the silos on this machine.</summary>
    [Length(1, 64)]
    public IList<int> ClientPorts { get; } = [];

    /// <summary>How many controllers the client spreads its calls over. More spread them more evenly over the silos; each is a small object there.</summary>
    [Range(1, 64)]
    public int Controllers { get; set; } = 8;

    /// <summary>How often a call that may be repeated is sent before it fails. More outlast longer disturbances.</summary>
    [Range(1, 20)]
    public int MaxAttempts { get; set; } = 6;

    /// <summary>How long the client waits for an answer before it asks whether the call is still under way. Shorter notices a lost silo sooner and asks more often.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan ProbeAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long starting waits for the first silo to be there.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
