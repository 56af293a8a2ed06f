namespace WorkerGrains.Silo.Hosting;

/// <summary>A reason not to start that the operator can do something about; the message says what.</summary>
internal sealed class StartUpException(string message) : Exception(message);
