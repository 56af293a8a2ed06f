namespace WorkerGrains.Engines.Programs;

/// <summary>How a program's run ended.</summary>
internal enum ProgramEnd
{
    /// <summary>By itself; the exit code says how well.</summary>
    Exited,

    /// <summary>It took longer than it may, or more memory or processor time than the system was told to give it.</summary>
    UsedUp,

    /// <summary>It wrote more than it may.</summary>
    WroteTooMuch,
}
