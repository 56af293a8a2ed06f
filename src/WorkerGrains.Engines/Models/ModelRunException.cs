namespace WorkerGrains.Engines.Models;

/// <summary>A model failed on its inputs. The message is the runtime's, for the log.</summary>
internal sealed class ModelRunException(string message, Exception? inner = null) : Exception(message, inner);
