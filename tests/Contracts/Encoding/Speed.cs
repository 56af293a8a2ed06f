namespace WorkerGrains.Tests.Contracts.Encoding;

public enum Speed
{
    VerySlow = 1,
    Fast = 0,
}
