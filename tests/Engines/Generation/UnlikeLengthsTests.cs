using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Engines.Generation;
using WorkerGrains.Engines.Models;
using WorkerGrains.Tests.Engines.Models;

namespace WorkerGrains.Tests.Engines.Generation;

/// <summary>Texts of unlike length in one step, with a model that has a mask.</summary>
public sealed class UnlikeLengthsTests : IAsyncLifetime
{
    private static readonly string[] s_prompts = ["a", "the dog", "once upon a time there was", "b c", "tom had a red car, and", "lily"];

    private readonly TemporaryModels _models = new TemporaryModels().AddMaskedModel();
    private readonly ModelRepository _repository;
    private readonly ModelBinding<GenerationModel> _binding;
    private ModelLease<GenerationModel>? _lease;

    public UnlikeLengthsTests()
    {
        _repository = _models.Open();
        _binding = _repository.Bind<GenerationModel>("text-generate", GenerationModel.TryCreate, static (model, cancellationToken) => model.WarmUp(cancellationToken));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private GenerationModel Model => _lease!.Model;

    public async ValueTask InitializeAsync()
    {
        Assert.True((await _binding.StartAsync(Cancellation)).IsReady);
        Assert.True(_binding.TryAcquire(out _lease, out _));
    }

    public ValueTask DisposeAsync()
    {
        _lease?.Dispose();
        _repository.Dispose();
        _models.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void Run_RowsOfUnlikeLength_GiveEachWhatItGivesAlone()
    {
        var alone = s_prompts.Select(prompt => Begin(Encode(prompt))).ToList();
        int[] next = [4, 9, 14, 19, 24, 29];
        using var together = KeyValueCache.Gather([.. alone.Select(static step => (step.Cache, 0))]);
        Assert.Equal(alone.Max(static step => step.Cache.Length), together.Length);
        Assert.Contains(together.Padding, static padding => padding > 20);

        using var shared = Model.Run(next, together, Cancellation);
        for (var row = 0; row < alone.Count; row++)
        {
            using var own = Model.Run([next[row]], alone[row].Cache, Cancellation);
            Assert.All(own.Next(0).ToArray().Zip(shared.Next(row).ToArray()), static pair => Assert.Equal(pair.First, pair.Second, 1e-4));
            own.Cache.Dispose();
        }

        // What parts again has no padding left.
        using var parted = KeyValueCache.Gather([(shared.Cache, 0)]);
        Assert.Equal((alone[0].Cache.Length + 1, 0), (parted.Length, Assert.Single(parted.Padding)));
        shared.Cache.Dispose();
        alone.ForEach(static step => step.Cache.Dispose());
        alone.ForEach(static step => step.Dispose());
    }

    [Fact]
    public async Task Join_TextsOfUnlikeLength_ShareTheirStepsAndAreAsAlone()
    {
        var alone = new List<string>();
        foreach (var prompt in s_prompts)
        {
            alone.AddRange(await RunAsync(Text(prompt)));
        }

        var before = Model.Loop.Steps;
        var texts = s_prompts.Select(Text).ToArray();
        var together = await RunAsync(texts);

        Assert.Equal(alone, together);
        Assert.Equal(texts.Max(static text => text.Outcome!.Value.Value!.Usage.OutputTokens) - 1, Model.Loop.Steps - before);
    }

    [Fact]
    public async Task Join_SomeEndBeforeOthersJoin_EachIsAsAlone()
    {
        var inputs = s_prompts.Select(static (prompt, place) => new GenerateText { Prompt = prompt, Temperature = place % 2, Seed = place, MaxTokens = 5 + (7 * place) }).ToArray();
        var alone = new List<string>();
        foreach (var input in inputs)
        {
            alone.AddRange(await RunAsync(Text(input)));
        }

        // Each comes when it comes, so that texts join and leave in the middle of others.
        var together = await Task.WhenAll(inputs.Concat(inputs).Select(async input => Assert.Single(await RunAsync(Text(input)))));

        Assert.Equal([.. alone, .. alone], together);
        Assert.True(alone.Distinct().Count() == alone.Count);
    }

    private static GenerateText Greedy(string prompt) => new() { Prompt = prompt, Temperature = 0, MaxTokens = 8 };

    private int[] Encode(string prompt) => [Model.Settings.BeginToken, .. Model.Vocabulary.Encode(prompt, addPrefixSpace: false)];

    private ModelStep Begin(int[] tokens)
    {
        using var empty = Model.CreateCache();
        return Model.Run(tokens, empty, Cancellation);
    }

    private TextUnderWay Text(string prompt) => Text(Greedy(prompt));

    private TextUnderWay Text(GenerateText input) => new(Model, input, [.. Encode(input.Prompt)], Cancellation);

    private async Task<string[]> RunAsync(params TextUnderWay[] texts)
    {
        Model.Loop.Join(texts);
        return await Task.WhenAll(texts.Select(async text =>
        {
            var pieces = string.Concat(await text.ReadAsync(Model.Loop.Wake).ToListAsync(Cancellation));
            Assert.Equal(text.Outcome!.Value.Value!.Text, pieces);
            return pieces;
        }));
    }
}
