namespace WorkerGrains.Engines.Models.Fetching;

/// <summary>A model cannot be fetched. The message is a sentence for whoever asked.</summary>
public sealed class FetchException(string message, Exception? inner = null) : Exception(message, inner);
