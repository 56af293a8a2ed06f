using Microsoft.Data.Sqlite;

namespace WorkerGrains.Grains.Storage.Sqlite;

/// <summary>What an error of SQLite means to those who run the silo.</summary>
internal static class SqliteFailures
{
    // Primary result codes: https://www.sqlite.org/rescode.html
    private const int Permission = 3;
    private const int Busy = 5;
    private const int TableLocked = 6;
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int TooBig = 18;
    private const int NotADatabase = 26;

    public static StateException Explain(Exception exception) => exception switch
    {
        StateException state => state,
        SqliteException sqlite => Explain(sqlite),
        UnauthorizedAccessException => ReadOnlyFolder(exception),
        _ => new StateException(StateFailure.Unavailable, "The folder of State:Sqlite:Path cannot be used. See that it is a folder on a disk of this machine, or name another.", exception),
    };

    public static StateException ReadOnlyFolder(Exception? inner = null) => new(
        StateFailure.ReadOnly, "State cannot be written to the folder of State:Sqlite:Path. Let this program's user write there, or name another folder with --State:Sqlite:Path=.", inner);

    public static StateException Locked(Exception? inner = null) => new(
        StateFailure.Locked, "The state file is locked by another program. End what has it open (a backup, a database browser), or name another folder with --State:Sqlite:Path=.", inner);

    public static StateException Damaged(Exception? inner = null) => new(
        StateFailure.Damaged, "The state file is damaged or no state file. Put a backup in its place, or move it away to begin with an empty one; its folder is State:Sqlite:Path.", inner);

    private static StateException Explain(SqliteException exception) => exception.SqliteErrorCode switch
    {
        Busy or TableLocked => Locked(exception),
        ReadOnly or Permission or CannotOpen => ReadOnlyFolder(exception),
        Corrupt or NotADatabase => Damaged(exception),
        Full => new StateException(StateFailure.Full, "There is no room for state: the disk is full, or the file has reached State:Sqlite:MaxFileMebibytes. Make room.", exception),
        TooBig => new StateException(StateFailure.TooLarge, "A record is larger than the state file takes.", exception),
        InputOutput => new StateException(StateFailure.Unavailable, "The disk of the state file does not work. See the system's log.", exception),
        _ => new StateException(StateFailure.Unavailable, "The state file cannot be used.", exception),
    };
}
