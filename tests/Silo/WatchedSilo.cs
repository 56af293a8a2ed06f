namespace WorkerGrains.Tests.Silo;

/// <summary>The classes that share one <see cref="ServedSilo"/> and take turns: they look at its process, whose memory and log others would disturb.</summary>
[CollectionDefinition]
public sealed class WatchedSilo : ICollectionFixture<ServedSilo>;
