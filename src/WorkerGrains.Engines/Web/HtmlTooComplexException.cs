namespace WorkerGrains.Engines.Web;

/// <summary>Stops the parser, which has no other way to be stopped, when a page goes beyond what is read. Never leaves this folder.</summary>
internal sealed class HtmlTooComplexException(string message) : Exception(message);
