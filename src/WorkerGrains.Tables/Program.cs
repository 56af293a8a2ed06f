using System.Globalization;
using WorkerGrains.Tables;

// Started by an engine, which talks to it over standard input and output: the memory it may have, and how large its files may get.
ProcessLimits.Apply(long.Parse(args[0], CultureInfo.InvariantCulture), long.Parse(args[1], CultureInfo.InvariantCulture));
new TableServer(Console.OpenStandardInput(), Console.OpenStandardOutput()).Run();
