using System.ComponentModel.DataAnnotations;
using System.Net;

namespace WorkerGrains.Silo.Hosting;

/// <summary>Which cluster this silo joins, and how others reach it.</summary>
internal sealed class ClusterOptions : IValidatableObject
{
    /// <summary>The cluster to join. Silos and clients of different ids never meet, whatever store they share.</summary>
    [Required, RegularExpression("[A-Za-z0-9][A-Za-z0-9_-]{0,63}", ErrorMessage = "Cluster:Id is 1 to 64 letters, digits, hyphens and underscores.")]
    public string Id { get; set; } = "workergrains";

    /// <summary>The name of this silo in lists and logs; the machine and the silo port when left out.</summary>
    [RegularExpression("[A-Za-z0-9][A-Za-z0-9._-]{0,63}", ErrorMessage = "Cluster:SiloName is 1 to 64 letters, digits, dots, hyphens and underscores.")]
    public string? SiloName { get; set; }

    /// <summary>Where silos find each other. Localhost needs nothing and ends with its first silo; Redis outlives any of them.</summary>
    [EnumDataType(typeof(ClusterStore))]
    public ClusterStore Store { get; set; } = ClusterStore.Localhost;

    /// <summary>How to reach Redis, in StackExchange.Redis's form: <c>localhost:6379,password=…</c>.</summary>
    public string Redis { get; set; } = "localhost:6379";

    /// <summary>The address other silos and clients reach this one at. The default is for one machine; silo ports carry no authentication, so open them to the cluster's network only.</summary>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>The port for other silos.</summary>
    [Range(1, 65535)]
    public int SiloPort { get; set; } = 11111;

    /// <summary>The port for .NET clients.</summary>
    [Range(1, 65535)]
    public int ClientPort { get; set; } = 30000;

    /// <summary>With <see cref="ClusterStore.Localhost"/>, the silo port of the silo that was started first.</summary>
    [Range(1, 65535)]
    public int PrimarySiloPort { get; set; } = 11111;

    /// <summary>How long a silo waits for work under way when it is asked to stop. Longer loses less; shorter restarts sooner.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:30:00")]
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromMinutes(1);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (SiloPort == ClientPort)
        {
            yield return new ValidationResult("Cluster:SiloPort and Cluster:ClientPort must differ.");
        }

        if (!IPAddress.TryParse(Address, out _))
        {
            yield return new ValidationResult("Cluster:Address must be an IP address of this machine.");
        }
    }
}
