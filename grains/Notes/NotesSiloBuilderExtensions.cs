using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Engines;
using WorkerGrains.Engines.Batching;
using WorkerGrains.Grains.Notes.Engines;

namespace WorkerGrains.Grains.Notes;

/// <summary>Adds notes to a silo.</summary>
internal static class NotesSiloBuilderExtensions
{
    public static ISiloBuilder AddNotes(this ISiloBuilder silo)
    {
        silo.Services.AddOptions<NotesOptions>().BindConfiguration("Notes").ValidateOnStart();
        silo.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<NotesOptions>, NotesOptionsValidator>());
        silo.Services.TryAddSingleton<NotesMemory>();
        silo.Services.TryAddSingleton<NotesClient>();
        silo.Services
            .AddComposingEngine<NotePutter, PutNote, NoteReceipt>(NotesCapabilities.Put, Waiting)
            .AddComposingEngine<NoteGetter, GetNote, Note>(NotesCapabilities.Get, Waiting)
            .AddComposingEngine<NoteLister, ListNotes, NoteList>(NotesCapabilities.List, Waiting)
            .AddComposingEngine<NoteDeleter, DeleteNote, NoteReceipt>(NotesCapabilities.Delete, Waiting)
            .AddComposingEngine<NoteSearcher, SearchNotes, NoteSearch>(NotesCapabilities.Search, Waiting);
        return silo;
    }

    /// <summary>For work that waits for a store: many at once, so that they share its commits.</summary>
    private static void Waiting(BatchingOptions batching)
    {
        batching.Lanes = 64;
        batching.MaxQueueLength = 1024;
    }
}
