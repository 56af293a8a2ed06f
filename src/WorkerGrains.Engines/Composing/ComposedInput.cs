namespace WorkerGrains.Engines.Composing;

/// <summary>An input with the caller that is bound to its request.</summary>
internal readonly record struct ComposedInput<TInput>(TInput Input, IWorkCaller Caller);
