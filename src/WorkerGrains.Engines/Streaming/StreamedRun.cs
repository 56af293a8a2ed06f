using System.Threading.Channels;
using WorkerGrains.Engines.Running;

namespace WorkerGrains.Engines.Streaming;

/// <summary>A run under way.</summary>
/// <param name="Items">The encoded items; complete once the run has ended, however it did.</param>
/// <param name="Report">What came of it. Canceled, or failed, as <see cref="IRunner{TInput,TOutput}.RunAsync"/> says.</param>
internal readonly record struct StreamedRun<TOutput>(ChannelReader<ReadOnlyMemory<byte>> Items, Task<RunReport<TOutput>> Report);
