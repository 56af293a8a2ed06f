using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Placement;
using Orleans.Providers;
using Orleans.Storage;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Grains.Storage;

namespace WorkerGrains.Grains.Notes;

/// <inheritdoc cref="INotesGrain"/>
/// <remarks>
/// Reentrant, so that changes of many notes share the commits of the store. When it is not certain any more that memory and store are the same, the
/// activation ends and the next one reads anew.
/// </remarks>
[Reentrant, PreferLocalPlacement, CollectionAgeLimit(Minutes = 10), GrainType("notes")]
internal sealed partial class NotesGrain(
    [FromKeyedServices(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME)] IGrainStorage storage,
    NotesMemory memory,
    IOptions<NotesOptions> options,
    TimeProvider time,
    ILogger<NotesGrain> logger) : Grain, INotesGrain
{
    private Task<NoteCollection>? _collection;
    private bool _isOutdated;

    public Task<NotesReply<NoteReceipt>> PutAsync(PutNote put) => RunAsync(notes => notes.PutAsync(put));

    public Task<NotesReply<Note>> GetAsync(GetNote get) => RunAsync(notes => Task.FromResult(notes.Get(get)));

    public Task<NotesReply<NoteList>> ListAsync(ListNotes list) => RunAsync(notes => Task.FromResult(notes.List(list)));

    public Task<NotesReply<NoteReceipt>> DeleteAsync(DeleteNote delete) => RunAsync(notes => notes.DeleteAsync(delete));

    public Task<NotesReply<NoteSearch>> SearchAsync(SearchNotes search) => RunAsync(notes => Task.FromResult(notes.Search(search)));

    public Task<NotesReply<NoteSearch>> SearchByVectorAsync(SearchNotes search, NoteVector query) =>
        RunAsync<NoteSearch>(async notes => await notes.SearchByVectorAsync(search, query));

    public Task<NotesReply<NoteText[]>> ListUnembeddedAsync(string model, int limit) =>
        RunAsync<NoteText[]>(async notes => await notes.ListUnembeddedAsync(model, limit));

    public Task<NotesReply<int>> KeepVectorsAsync(NoteVector[] vectors) => RunAsync<int>(async notes => await notes.KeepVectorsAsync(vectors));

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_collection is { IsCompletedSuccessfully: true, Result: var collection })
        {
            collection.Dispose();
        }

        return Task.CompletedTask;
    }

    private async Task<NotesReply<T>> RunAsync<T>(Func<NoteCollection, Task<NotesReply<T>>> run)
    {
        if (_isOutdated)
        {
            return NotesErrors.Outdated;
        }

        if (_collection is null && !memory.HasRoom)
        {
            DeactivateOnIdle();
            return NotesErrors.TooMuchLoaded;
        }

        try
        {
            return await run(await (_collection ??= NoteCollection.LoadAsync(new NoteStore(storage, this.GetGrainId()), options.Value, memory, time)));
        }
        catch (StateException exception) when (_collection?.IsCompletedSuccessfully == true)
        {
            // Nothing was changed, in the store or in memory.
            return NotesErrors.Of(exception.Failure);
        }
        catch (StateException exception)
        {
            End(exception);
            return NotesErrors.Of(exception.Failure);
        }
        catch (Exception exception)
        {
            // Somebody else wrote, or a store elsewhere did not answer and may have written.
            End(exception);
            return NotesErrors.Outdated;
        }
    }

    private void End(Exception exception)
    {
        _isOutdated = true;
        LogEnded(exception.GetType().Name);
        DeactivateOnIdle();
    }

    [LoggerMessage(LogLevel.Warning, "A collection of notes is read anew: {Failure}.")]
    private partial void LogEnded(string failure);
}
