namespace WorkerGrains.Engines.Models;

/// <summary>Splits a batch whose items were made ready for different versions of a model, as happens while one replaces another.</summary>
internal static class ModelBatch
{
    /// <summary>The runs of items for one model, in order; nearly always the whole batch.</summary>
    /// <param name="batch">The items.</param>
    /// <param name="modelOf">The model that an item was made ready for.</param>
    /// <param name="maxCount">How many items that model takes at once.</param>
    public static IEnumerable<(TModel Model, ArraySegment<TItem> Items)> Split<TItem, TModel>(
        IReadOnlyList<TItem> batch, Func<TItem, TModel> modelOf, Func<TModel, int>? maxCount = null)
        where TModel : class
    {
        TItem[] items = [.. batch];
        for (var start = 0; start < items.Length;)
        {
            var model = modelOf(items[start]);
            var most = maxCount?.Invoke(model) ?? int.MaxValue;
            var end = start + 1;
            while (end < items.Length && end - start < most && ReferenceEquals(modelOf(items[end]), model))
            {
                end++;
            }

            yield return (model, new ArraySegment<TItem>(items, start, end - start));
            start = end;
        }
    }
}
