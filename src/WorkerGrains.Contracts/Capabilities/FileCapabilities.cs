namespace WorkerGrains.Contracts.Capabilities;

/// <summary>Work on files of any kind.</summary>
public static class FileCapabilities
{
    /// <summary>Says what a file is by its content.</summary>
    public static readonly Capability<IdentifyFile, FileIdentity> Identify = new("file.identify", "1.0.0")
    {
        Summary = "Says what a file is by its content: type, media type, group and extensions.",
        Tags = ["file", "classification"],
        Objective = new ServiceLevelObjective(0.99, TimeSpan.FromMilliseconds(500)),
    };
}
