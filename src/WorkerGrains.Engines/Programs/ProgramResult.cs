namespace WorkerGrains.Engines.Programs;

/// <summary>What came of a program's run.</summary>
/// <param name="End">How it ended.</param>
/// <param name="ExitCode">The exit code; meaningful when it ended by itself.</param>
/// <param name="Output">What it wrote to its standard output.</param>
/// <param name="Diagnostics">The first part of what it wrote to its standard error. It may hold paths and input: not for callers as it is.</param>
internal sealed record ProgramResult(ProgramEnd End, int ExitCode, ReadOnlyMemory<byte> Output, string Diagnostics)
{
    public bool IsSuccess => End == ProgramEnd.Exited && ExitCode == 0;
}
