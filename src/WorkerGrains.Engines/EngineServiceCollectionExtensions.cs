using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Engines.Audio;
using WorkerGrains.Engines.Batching;
using WorkerGrains.Engines.Composing;
using WorkerGrains.Engines.Detection;
using WorkerGrains.Engines.Devices;
using WorkerGrains.Engines.Documents;
using WorkerGrains.Engines.Examples;
using WorkerGrains.Engines.Files;
using WorkerGrains.Engines.Generation;
using WorkerGrains.Engines.Images;
using WorkerGrains.Engines.Inference;
using WorkerGrains.Engines.Mail;
using WorkerGrains.Engines.Ocr;
using WorkerGrains.Engines.Pipelines;
using WorkerGrains.Engines.Prediction;
using WorkerGrains.Engines.Running;
using WorkerGrains.Engines.Streaming;
using WorkerGrains.Engines.Tables;
using WorkerGrains.Engines.Tagging;
using WorkerGrains.Engines.Texts;
using WorkerGrains.Engines.Web;

namespace WorkerGrains.Engines;

/// <summary>Registers engines.</summary>
public static class EngineServiceCollectionExtensions
{
    /// <summary>Registers every engine that ships with the product. Reads as the list of capabilities.</summary>
    public static IServiceCollection AddEngines(this IServiceCollection services) => services
        .AddAudio()
        .AddDetection()
        .AddDocuments()
        .AddFiles()
        .AddGeneration()
        .AddImages()
        .AddInference()
        .AddMail()
        .AddOcr()
        .AddPipelines()
        .AddPrediction(TableProcesses)
        .AddTables()
        .AddTagging()
        .AddTexts()
        .AddWeb()
        .AddInlineEngine<Greeter, Greet, Greeting>(ExampleCapabilities.Greet)
        .AddStreamedRowEngine<EmailClassifier, ClassifyEmail, MailToClassify, ClassifiedEmail, EmailClassifications>(EmailCapabilities.Classify, static batching => batching.MaxPaddedSize = 32 * 1024)
        .AddStreamingEngine<EmailParser, ParseEmail, ParsedEmail, ParsedEmails>(EmailCapabilities.Parse, Mailboxes)
        .AddPreparingEngine<FileIdentifier, IdentifyFile, FileToIdentify, FileIdentity>(FileCapabilities.Identify, PerProcessor)
        .AddPreparingEngine<ImageClassifier, ClassifyImage, ImageToClassify, ImageLabels>(ImageCapabilities.Classify, PerProcessor)
        .AddRowEngine<TextEmbedder, EmbedTexts, TextRow, RowEmbedding, TextEmbeddings>(TextCapabilities.Embed, Texts)
        .AddPreparingEngine<ObjectDetector, DetectObjects, ImageToSearch, DetectedObjects>(ImageCapabilities.Detect, PerProcessor)
        .AddPreparingEngine<SpeechDetector, DetectSpeech, Recording, DetectedSpeech>(AudioCapabilities.DetectSpeech, ByLength)
        .AddStreamingEngine<TextGenerator, GenerateText, GeneratedPiece, GeneratedText>(GenerationCapabilities.Generate, Generations)
        .AddEngine<DocumentConverter, ConvertDocument, ConvertedDocument>(DocumentCapabilities.Convert, OneAtATime)
        .AddPreparingEngine<TextRecognizer, RecognizeText, ImageToRead, RecognizedText>(DocumentCapabilities.Ocr, Pages)
        .AddEngine<HtmlExtractor, ExtractHtml, ExtractedHtml>(WebCapabilities.Extract, OneAtATime)
        .AddStreamingEngine<TableQueryEngine, QueryTable, TableRow, TableResult>(TableCapabilities.Query, TableProcesses)
        .AddEngine<TableProfileEngine, ProfileTable, TableProfile>(TableCapabilities.Profile, TableProcesses)
        .AddComposingEngine<TextTagger, TagText, TaggedText>(TextCapabilities.Tag, Waiting)
        .AddStreamingComposingEngine<PipelineEngine, RunPipeline, PipelineItem, PipelineRun>(PipelineCapabilities.Run, Waiting);

    /// <summary>Registers an engine whose batches are made of the capability's inputs.</summary>
    /// <param name="services">The services of a silo.</param>
    /// <param name="capability">What the engine does.</param>
    /// <param name="configure">Batching that suits the engine; the configuration section <c>Engines:{capability}</c> overrides it.</param>
    public static IServiceCollection AddEngine<TEngine, TInput, TOutput>(
        this IServiceCollection services, Capability<TInput, TOutput> capability, Action<BatchingOptions>? configure = null)
        where TEngine : class, IEngine<TInput, TOutput>
        where TInput : class
        where TOutput : class => services
        .AddBatching(capability, configure)
        .AddHandler<TEngine, TInput, TOutput>(capability, (provider, engine) => CreateBatcher(provider, capability.Name, engine));

    /// <summary>Registers an engine that makes its inputs ready before they queue.</summary>
    /// <inheritdoc cref="AddEngine" path="/param"/>
    public static IServiceCollection AddPreparingEngine<TEngine, TInput, TItem, TOutput>(
        this IServiceCollection services, Capability<TInput, TOutput> capability, Action<BatchingOptions>? configure = null)
        where TEngine : class, IPreparingEngine<TInput, TItem, TOutput>
        where TInput : class
        where TOutput : class => services
        .AddBatching(capability, configure)
        .AddHandler<TEngine, TInput, TOutput>(capability, (provider, engine) => new PreparingRunner<TInput, TItem, TOutput>(
            engine, CreateBatcher(provider, capability.Name, engine), BatchingOf(provider, capability.Name).MaxQueueLength));

    /// <summary>Registers an engine whose inputs are split into rows that queue by themselves.</summary>
    /// <inheritdoc cref="AddEngine" path="/param"/>
    public static IServiceCollection AddRowEngine<TEngine, TInput, TRow, TRowOutput, TOutput>(
        this IServiceCollection services, Capability<TInput, TOutput> capability, Action<BatchingOptions>? configure = null)
        where TEngine : class, IRowEngine<TInput, TRow, TRowOutput, TOutput>
        where TInput : class
        where TOutput : class => services
        .AddBatching(capability, configure)
        .AddHandler<TEngine, TInput, TOutput>(capability, (provider, engine) => new RowRunner<TInput, TRow, TRowOutput, TOutput>(
            engine, CreateBatcher(provider, capability.Name, engine), BatchingOf(provider, capability.Name)));

    /// <summary>Registers an engine that answers on the thread of the request.</summary>
    public static IServiceCollection AddInlineEngine<TEngine, TInput, TOutput>(this IServiceCollection services, Capability<TInput, TOutput> capability)
        where TEngine : class, IInlineEngine<TInput, TOutput>
        where TInput : class
        where TOutput : class => services
        .AddHandler<TEngine, TInput, TOutput>(capability, static (provider, engine) => new InlineRunner<TInput, TOutput>(engine, provider.GetRequiredService<TimeProvider>()));

    /// <summary>Registers an engine whose inputs are split into rows that queue by themselves, and whose streams are made of what comes of each row.</summary>
    /// <inheritdoc cref="AddEngine" path="/param"/>
    public static IServiceCollection AddStreamedRowEngine<TEngine, TInput, TRow, TItem, TOutput>(
        this IServiceCollection services, StreamedCapability<TInput, TItem, TOutput> capability, Action<BatchingOptions>? configure = null)
        where TEngine : class, IRowEngine<TInput, TRow, TItem, TOutput>
        where TInput : class
        where TItem : class
        where TOutput : class => services
        .AddBatching(capability, configure)
        .AddHandler<TEngine, TInput, TOutput>(capability, (provider, engine) => new StreamedRowRunner<TInput, TRow, TItem, TOutput>(
            capability.Name,
            new RowRunner<TInput, TRow, TItem, TOutput>(engine, CreateBatcher(provider, capability.Name, engine), BatchingOf(provider, capability.Name)),
            BatchingOf(provider, capability.Name),
            provider.GetRequiredService<EngineInstruments>(),
            provider.GetRequiredService<TimeProvider>()));

    /// <summary>Registers an engine that gives items while it runs.</summary>
    /// <param name="services">The services of a silo.</param>
    /// <param name="capability">What the engine does.</param>
    /// <param name="configure">How many inputs run and wait at once; the configuration section <c>Engines:{capability}</c> overrides it.</param>
    public static IServiceCollection AddStreamingEngine<TEngine, TInput, TItem, TOutput>(
        this IServiceCollection services, StreamedCapability<TInput, TItem, TOutput> capability, Action<BatchingOptions>? configure = null)
        where TEngine : class, IStreamingEngine<TInput, TItem, TOutput>
        where TInput : class
        where TItem : class
        where TOutput : class => services
        .AddBatching(capability, configure)
        .AddHandler<TEngine, TInput, TOutput>(capability, (provider, engine) => CreateStreamRunner(provider, capability.Name, engine));

    /// <summary>Registers an engine that calls other capabilities.</summary>
    /// <param name="services">The services of a silo.</param>
    /// <param name="capability">What the engine does.</param>
    /// <param name="configure">How many inputs run and wait at once; the configuration section <c>Engines:{capability}</c> overrides it.</param>
    public static IServiceCollection AddComposingEngine<TEngine, TInput, TOutput>(
        this IServiceCollection services, Capability<TInput, TOutput> capability, Action<BatchingOptions>? configure = null)
        where TEngine : class, IComposingEngine<TInput, TOutput>
        where TInput : class
        where TOutput : class => services
        .AddBatching(capability, configure)
        .AddHandler<TEngine, TInput, TOutput>(capability, (provider, engine) => CreateComposingRunner<TInput, TOutput, TOutput>(
            provider, capability, (input, _, caller, cancellationToken) => engine.RunAsync(input, caller, cancellationToken)));

    /// <summary>Registers an engine that calls other capabilities and gives items while it runs.</summary>
    /// <inheritdoc cref="AddComposingEngine" path="/param"/>
    public static IServiceCollection AddStreamingComposingEngine<TEngine, TInput, TItem, TOutput>(
        this IServiceCollection services, StreamedCapability<TInput, TItem, TOutput> capability, Action<BatchingOptions>? configure = null)
        where TEngine : class, IStreamingComposingEngine<TInput, TItem, TOutput>
        where TInput : class
        where TItem : class
        where TOutput : class => services
        .AddBatching(capability, configure)
        .AddHandler<TEngine, TInput, TOutput>(capability, (provider, engine) => CreateComposingRunner<TInput, TItem, TOutput>(provider, capability, engine.RunAsync));

    /// <summary>Texts share the model's steps, so many may be under way; each takes memory for all that the model remembers of it.</summary>
    private static void Generations(BatchingOptions batching)
    {
        batching.Lanes = 8;
        batching.MaxQueueLength = 64;
    }

    /// <summary>Mails are computed upon, so as many at once as there are processors; few waiting because mailboxes take memory.</summary>
    private static void Mailboxes(BatchingOptions batching)
    {
        batching.Lanes = Math.Min(Environment.ProcessorCount, 64);
        batching.MaxQueueLength = 64;
    }

    /// <summary>For models that processors run best a few inputs at a time, as many runs at once as there are processors.</summary>
    private static void PerProcessor(BatchingOptions batching)
    {
        batching.Lanes = Math.Min(Environment.ProcessorCount, 64);
        batching.MaxBatchSize = 4;
        batching.MaxQueueLength = 128;
    }

    /// <summary>For images that are read, whose lines run together; few waiting because each takes memory.</summary>
    private static void Pages(BatchingOptions batching)
    {
        batching.Lanes = Math.Min(Environment.ProcessorCount, 64);
        batching.MaxBatchSize = 4;
        batching.MaxQueueLength = 32;
    }

    /// <summary>Short texts gain from company, long ones fill the processors alone: so a batch is bounded by its tokens rather than by its texts.</summary>
    private static void Texts(BatchingOptions batching)
    {
        batching.MaxBatchSize = 32;
        batching.MaxPaddedSize = 4096;
        batching.MaxQueueLength = 4096;
    }

    /// <summary>For recordings, which keep their lane for as long as they last: short ones together, long ones alone, and few waiting because each takes memory.</summary>
    private static void ByLength(BatchingOptions batching)
    {
        batching.Lanes = Math.Min(Environment.ProcessorCount, 64);
        batching.MaxBatchSize = 8;
        batching.MaxPaddedSize = 16 * 1024;
        batching.MaxQueueLength = 32;
    }

    /// <summary>Each lane has a process that computes on several threads and may take much memory, so there are few.</summary>
    private static void TableProcesses(BatchingOptions batching)
    {
        batching.Lanes = 2;
        batching.MaxBatchSize = 1;
        batching.MaxQueueLength = 64;
    }

    /// <summary>For work that gains nothing from company: one input a lane, so that one given up is stopped at once and keeps no neighbour waiting.</summary>
    private static void OneAtATime(BatchingOptions batching)
    {
        batching.Lanes = Math.Min(Environment.ProcessorCount, 64);
        batching.MaxBatchSize = 1;
        batching.MaxQueueLength = 128;
    }

    /// <summary>For work that mostly waits for others, which have queues of their own; each takes memory for what it waits with.</summary>
    private static void Waiting(BatchingOptions batching)
    {
        batching.Lanes = 32;
        batching.MaxQueueLength = 256;
    }

    private static IServiceCollection AddHandler<TEngine, TInput, TOutput>(
        this IServiceCollection services, Capability<TInput, TOutput> capability, Func<IServiceProvider, TEngine, IRunner<TInput, TOutput>> createRunner)
        where TEngine : class
        where TInput : class
        where TOutput : class
    {
        services.AddHandlerHost();
        services.TryAddSingleton<TEngine>();
        services.AddSingleton<IWorkHandler>(provider =>
        {
            var engine = provider.GetRequiredService<TEngine>();
            return new EngineHandler<TInput, TOutput>(
                capability,
                engine,
                createRunner(provider, engine),
                provider.GetRequiredService<DeviceCatalog>(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<EngineHandler<TInput, TOutput>>>());
        });
        return services;
    }

    /// <summary>Registers what every handler needs, whatever it runs.</summary>
    internal static IServiceCollection AddHandlerHost(this IServiceCollection services)
    {
        services.AddMetrics();
        services.AddDevices();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<EngineInstruments>();
        services.TryAddSingleton<WorkHandlerCatalog>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, EngineStarter>());
        return services;
    }

    /// <summary>Registers how the inputs of a capability are grouped.</summary>
    internal static IServiceCollection AddBatching(this IServiceCollection services, Capability capability, Action<BatchingOptions>? configure)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<BatchingOptions>, BatchingOptionsValidator>());
        var options = services.AddOptions<BatchingOptions>(capability.Name);
        if (configure is not null)
        {
            options.Configure(configure);
        }

        options.BindConfiguration($"Engines:{capability.Name}").ValidateOnStart();
        return services;
    }

    private static Batcher<TItem, TOutput> CreateBatcher<TItem, TOutput>(IServiceProvider provider, string capability, IEngine<TItem, TOutput> engine) => new(
        capability,
        engine,
        BatchingOf(provider, capability),
        provider.GetRequiredService<EngineInstruments>(),
        provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<ILogger<Batcher<TItem, TOutput>>>());

    private static ComposingRunner<TInput, TItem, TOutput> CreateComposingRunner<TInput, TItem, TOutput>(
        IServiceProvider provider, Capability capability, Func<TInput, IItemSink<TItem>, IWorkCaller, CancellationToken, Task<EngineOutcome<TOutput>>> run)
    {
        var engine = new ComposingAdapter<TInput, TItem, TOutput>(run);
        var options = BatchingOf(provider, capability.Name);
        return new ComposingRunner<TInput, TItem, TOutput>(
            () => CreateStreamRunner(provider, capability.Name, engine),
            provider.GetRequiredService<IController>,
            capability.DefaultDeadline,
            options.Lanes,
            provider.GetRequiredService<TimeProvider>());
    }

    private static StreamRunner<TInput, TItem, TOutput> CreateStreamRunner<TInput, TItem, TOutput>(
        IServiceProvider provider, string capability, IStreamingEngine<TInput, TItem, TOutput> engine) => new(
        capability,
        engine,
        BatchingOf(provider, capability),
        provider.GetRequiredService<EngineInstruments>(),
        provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<ILogger<StreamRunner<TInput, TItem, TOutput>>>());

    private static BatchingOptions BatchingOf(IServiceProvider provider, string capability) =>
        provider.GetRequiredService<IOptionsMonitor<BatchingOptions>>().Get(capability);
}
