using System.Numerics.Tensors;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines;

namespace WorkerGrains.Grains.Notes.Engines;

/// <summary>Searches notes. By meaning it first has vectors made of those notes that have none; what it made is kept even when its time is up.</summary>
internal sealed class NoteSearcher(NotesClient notes) : IComposingEngine<SearchNotes, NoteSearch>
{
    /// <summary>The notes of one call. Few, so that a call is soon over and what it made is kept, however slow the model is.</summary>
    private const int NotesOfOneCall = 8;

    public async Task<EngineOutcome<NoteSearch>> RunAsync(SearchNotes input, IWorkCaller caller, CancellationToken cancellationToken)
    {
        if (NoteNames.Check(input.Collection) is { } wrong)
        {
            return wrong;
        }

        if (input.By == NoteSearchBy.Words)
        {
            return await notes.AskAsync(input.Collection, grain => grain.SearchAsync(input), cancellationToken);
        }

        var embedded = await caller.RunAsync(TextCapabilities.Embed, new EmbedTexts { Text = input.Query }, cancellationToken);
        if (!embedded.IsSuccess)
        {
            return embedded.Error.Code == WorkErrorCode.InvalidInput ? NotesErrors.QueryEmpty : Explain(embedded.Error);
        }

        var query = new NoteVector("", "", embedded.Value.Model, Normalize(embedded.Value.Embeddings[0]));
        return await EmbedNotesAsync(input.Collection, query.Model, caller, cancellationToken) is { } failed ? failed
            : await notes.AskAsync(input.Collection, grain => grain.SearchByVectorAsync(input, query), cancellationToken);
    }

    private async Task<WorkError?> EmbedNotesAsync(string collection, string model, IWorkCaller caller, CancellationToken cancellationToken)
    {
        while (true)
        {
            var missing = await notes.AskAsync(collection, grain => grain.ListUnembeddedAsync(model, NotesOfOneCall), cancellationToken);
            if (!missing.IsSuccess || missing.Value.Length == 0)
            {
                return missing.Error;
            }

            var vectors = await EmbedAsync(missing.Value, model, caller, cancellationToken);
            if (!vectors.IsSuccess)
            {
                return Explain(vectors.Error);
            }

            var kept = await notes.AskAsync(collection, grain => grain.KeepVectorsAsync(vectors.Value), cancellationToken);
            if (!kept.IsSuccess)
            {
                return Explain(kept.Error);
            }
        }
    }

    /// <summary>The vectors of notes; one of no numbers for a note in which the model finds nothing to read.</summary>
    private static async Task<EngineOutcome<NoteVector[]>> EmbedAsync(
        NoteText[] texts, string model, IWorkCaller caller, CancellationToken cancellationToken)
    {
        var embedded = await caller.RunAsync(TextCapabilities.Embed, new EmbedTexts { Texts = texts.Select(static text => text.Text).ToArray() }, cancellationToken);
        if (embedded.IsSuccess)
        {
            return texts.Zip(embedded.Value.Embeddings, (text, embedding) => new NoteVector(text.Id, text.ETag, embedded.Value.Model, Normalize(embedding))).ToArray();
        }

        if (embedded.Error.Code != WorkErrorCode.InvalidInput)
        {
            return embedded.Error;
        }

        if (texts.Length == 1)
        {
            return new[] { new NoteVector(texts[0].Id, texts[0].ETag, model, []) };
        }

        // One of them is refused, and the others with it: ask for each half.
        var first = await EmbedAsync(texts[..(texts.Length / 2)], model, caller, cancellationToken);
        var second = first.IsSuccess ? await EmbedAsync(texts[(texts.Length / 2)..], model, caller, cancellationToken) : first;
        return first.IsSuccess && second.IsSuccess ? first.Value.Concat(second.Value).ToArray() : second;
    }

    /// <summary>That it is busy or late, the caller is told as it is; that it cannot serve, as what it means for notes.</summary>
    private static WorkError Explain(WorkError error) =>
        error.Code is WorkErrorCode.Overloaded or WorkErrorCode.DeadlineExceeded or WorkErrorCode.CallTooDeep ? error : NotesErrors.EmbeddingUnavailable(error);

    private static float[] Normalize(TextEmbedding embedding)
    {
        float[] values = [.. embedding.Vector];
        var norm = TensorPrimitives.Norm<float>(values);
        if (norm > 0)
        {
            TensorPrimitives.Divide(values, norm, values);
        }

        return values;
    }
}
