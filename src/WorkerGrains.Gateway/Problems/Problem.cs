namespace WorkerGrains.Gateway.Problems;

/// <summary>A failure as callers see it (RFC 9457, with members of our own after its own).</summary>
/// <param name="Type">Names the kind of failure; does not change.</param>
/// <param name="Title">The kind of failure in words.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What to change.</param>
/// <param name="Code">What to switch on.</param>
/// <param name="Retryable">Whether the same request may succeed later.</param>
/// <param name="TraceId">Finds the request in logs and traces.</param>
internal sealed record Problem(string Type, string Title, int Status, string Detail, string Code, bool Retryable, string TraceId);
