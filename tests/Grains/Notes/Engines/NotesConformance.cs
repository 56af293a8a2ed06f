using System.Text.Json;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Encoding;
using WorkerGrains.Engines;
using WorkerGrains.Grains.Notes;
using WorkerGrains.Grains.Notes.Engines;
using WorkerGrains.Tests.Engines;
using WorkerGrains.Tests.Silo;

namespace WorkerGrains.Tests.Grains.Notes.Engines;

/// <summary>The engines of notes, over the grains of the shared silo. Requests that are under way at the same time are to them what a batch is to others.</summary>
public abstract class NotesConformance(SharedSilo silo) : EngineConformance, IClassFixture<SharedSilo>
{
    private protected string Collection { get; } = $"conformance-{Guid.NewGuid():N}";

    private protected NotesClient Notes => new(silo.Grains, TimeProvider.System);

    /// <summary>Stores the notes <c>a</c>, <c>b</c> and <c>c</c>.</summary>
    private protected async Task StoreAsync()
    {
        foreach (var id in (string[])["a", "b", "c"])
        {
            var outcome = await new NotePutter(Notes).RunAsync(Put(id), caller: null!, TestContext.Current.CancellationToken);
            Assert.True(outcome.IsSuccess, outcome.Error?.Message);
        }
    }

    private protected PutNote Put(string id) => new() { Collection = Collection, Id = id, Text = $"The note {id} says {id}.", RequestKey = $"made-{id}" };

    private protected static bool AreSame<T>(T one, T other) => JsonSerializer.Serialize(one, ContractJson.Options) == JsonSerializer.Serialize(other, ContractJson.Options);

    private protected static EngineUnderTest<TInput, TOutput> Under<TInput, TOutput>(
        IComposingEngine<TInput, TOutput> engine, Func<TInput> bad, Func<TOutput, TOutput, bool>? same, params Func<TInput>[] inputs)
        where TInput : class
        where TOutput : class => new()
        {
            // None of these calls another capability.
            Engine = new AtOnce<TInput, TOutput>((input, cancellationToken) => engine.RunAsync(input, caller: null!, cancellationToken)),
            Inputs = inputs,
            BadInput = bad,
            Lanes = 2,
            Same = same ?? AreSame,
        };
}

/// <summary>With a request key a change that is asked for again is made once, and answered as it was.</summary>
public sealed class NotePutterConformanceTests(SharedSilo silo) : NotesConformance(silo)
{
    private protected override ValueTask<EngineUnderTest> StartAsync() => new(Under(
        new NotePutter(Notes), () => Put("../a"), static (one, other) => AreSame(one with { IsRepeat = true }, other with { IsRepeat = true }), () => Put("a"), () => Put("b"), () => Put("c")));
}

/// <inheritdoc cref="NotePutterConformanceTests"/>
public sealed class NoteDeleterConformanceTests(SharedSilo silo) : NotesConformance(silo)
{
    private protected override async ValueTask<EngineUnderTest> StartAsync()
    {
        await StoreAsync();
        return Under(
            new NoteDeleter(Notes), () => Delete("absent"), static (one, other) => AreSame(one with { IsRepeat = true }, other with { IsRepeat = true }), () => Delete("a"), () => Delete("b"), () => Delete("c"));
    }

    private DeleteNote Delete(string id) => new() { Collection = Collection, Id = id, RequestKey = $"deleted-{id}" };
}

public sealed class NoteGetterConformanceTests(SharedSilo silo) : NotesConformance(silo)
{
    private protected override async ValueTask<EngineUnderTest> StartAsync()
    {
        await StoreAsync();
        return Under(new NoteGetter(Notes), () => Get("absent"), null, () => Get("a"), () => Get("b"), () => Get("c"));
    }

    private GetNote Get(string id) => new() { Collection = Collection, Id = id };
}

public sealed class NoteListerConformanceTests(SharedSilo silo) : NotesConformance(silo)
{
    private protected override async ValueTask<EngineUnderTest> StartAsync()
    {
        await StoreAsync();
        return Under(new NoteLister(Notes), () => List("a") with { Cursor = "%%%" }, null, () => List("a"), () => List("b"), () => List(""));
    }

    private ListNotes List(string prefix) => new() { Collection = Collection, Prefix = prefix.Length == 0 ? null : prefix };
}

public sealed class NoteSearcherConformanceTests(SharedSilo silo) : NotesConformance(silo)
{
    private protected override async ValueTask<EngineUnderTest> StartAsync()
    {
        await StoreAsync();
        return Under(new NoteSearcher(Notes), () => Search("?!"), null, () => Search("note a"), () => Search("b"), () => Search("c says"));
    }

    private SearchNotes Search(string query) => new() { Collection = Collection, Query = query };
}
