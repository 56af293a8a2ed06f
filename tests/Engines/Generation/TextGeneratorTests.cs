using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Engines.Generation;

namespace WorkerGrains.Tests.Engines.Generation;

public sealed class TextGeneratorTests(TextGeneratorFixture fixture) : IClassFixture<TextGeneratorFixture>
{
    private static readonly GenerateText s_greedy = new() { Prompt = BabyLlama.Prompt, Temperature = 0, MaxTokens = BabyLlama.Greedy.Length };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_Greedy_IsWhatTheModelIsKnownToSay()
    {
        var pieces = new PieceList();

        var text = (await fixture.Generator.RunAsync(s_greedy, pieces, Cancellation)).Value!;

        Assert.Equal((BabyLlama.Greedy, BabyLlama.Greedy), (text.Text, pieces.Text));
        Assert.Equal((FinishReason.Length, "text-generate/1"), (text.FinishReason, text.Model));
        Assert.Equal(new TokenUsage { InputTokens = 1 + 1 + BabyLlama.Prompt.Length, OutputTokens = BabyLlama.Greedy.Length }, text.Usage);
        Assert.All(pieces.Pieces, static piece => Assert.NotEmpty(piece));
    }

    [Fact]
    public async Task RunAsync_Greedy_IsWhatRecomputingEveryTokenGives()
    {
        var model = fixture.Bind();
        await model.StartAsync(Cancellation);
        Assert.True(model.TryAcquire(out var lease, out _));
        using var held = lease;
        List<int> tokens = [1, .. lease.Model.Vocabulary.Encode(BabyLlama.Prompt, addPrefixSpace: true)];
        var start = tokens.Count;
        while (tokens.Count < start + 40)
        {
            using var empty = lease.Model.CreateCache();
            using var step = lease.Model.Run([.. tokens], empty, Cancellation);
            using var cache = step.Cache;
            tokens.Add(new TokenSampler(s_greedy).Draw(step.Next(row: 0)));
        }

        var text = string.Concat(tokens[start..].Select(token => System.Text.Encoding.UTF8.GetString(lease.Model.Vocabulary.BytesOf(token))));

        Assert.Equal(text, (await RunAsync(s_greedy with { MaxTokens = 40 })).Text);
    }

    [Fact]
    public async Task RunAsync_SameSeed_IsTheSameTextAndAnotherSeedAnother()
    {
        var input = s_greedy with { Temperature = 1, Seed = 7, MaxTokens = 80 };

        var texts = await Task.WhenAll(RunAsync(input), RunAsync(input), RunAsync(input with { Seed = 8 }));

        Assert.Equal(texts[0].Text, texts[1].Text);
        Assert.NotEqual(texts[0].Text, texts[2].Text);
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(null, 0f)]
    public async Task RunAsync_OneTokenToDrawFrom_IsGreedy(int? topK, float? topP) =>
        Assert.Equal(BabyLlama.Greedy, (await RunAsync(s_greedy with { Temperature = 1.5f, TopK = topK, TopP = topP })).Text);

    [Theory]
    [InlineData("Lily", ", there was a little girl named ")]
    [InlineData(". She", ", there was a little girl named Lily")]
    [InlineData(",", "")]
    public async Task RunAsync_StopText_EndsBeforeItAndShowsNothingOfIt(string stop, string expected)
    {
        var pieces = new PieceList();

        var text = (await fixture.Generator.RunAsync(s_greedy with { Stop = ["nowhere to be found", stop] }, pieces, Cancellation)).Value!;

        Assert.Equal((expected, expected, FinishReason.Stop), (text.Text, pieces.Text, text.FinishReason));
        Assert.Equal(expected.Length + stop.Length, text.Usage.OutputTokens);
    }

    [Fact]
    public async Task RunAsync_ManyAtOnce_EachIsAsAlone()
    {
        string[] prompts = ["Once upon a time", "Once upon a tree", "Tom had a red car", "The dog", "The cat", "Lily was sad. Her mom said", "A", "B"];
        var inputs = prompts.Select(static (prompt, seed) => new GenerateText { Prompt = prompt, Temperature = seed % 2, Seed = seed, MaxTokens = 60 + seed }).ToArray();
        var alone = new List<string>();
        foreach (var input in inputs)
        {
            alone.Add((await RunAsync(input)).Text);
        }

        var together = await Task.WhenAll(inputs.Concat(inputs).Select(RunAsync));

        Assert.Equal([.. alone, .. alone], together.Select(static text => text.Text));
    }

    [Fact]
    public async Task RunAsync_ContextFull_EndsForItsLength()
    {
        var text = await RunAsync(new GenerateText { Prompt = BabyLlama.Prompt, Temperature = 0, MaxTokens = 100_000 });

        Assert.Equal(FinishReason.Length, text.FinishReason);
        Assert.Equal(BabyLlama.ContextLength, text.Usage.InputTokens + text.Usage.OutputTokens);
    }

    [Theory]
    [InlineData(253, true)]
    [InlineData(254, false)]
    [InlineData(1_000_000, false)]
    public async Task RunAsync_Prompt_LeavesRoomForAToken(int length, bool isTaken)
    {
        var outcome = await fixture.Generator.RunAsync(new GenerateText { Prompt = new string('a', length), MaxTokens = 1 }, new PieceList(), Cancellation);

        Assert.Equal(isTaken, outcome.IsSuccess);
        Assert.Equal(isTaken ? null : "text.prompt_too_long", outcome.Error?.Reason);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(257)]
    public async Task RunAsync_StopTextOfNoLength_IsInvalid(int length)
    {
        var outcome = await fixture.Generator.RunAsync(s_greedy with { Stop = [new string('a', length)] }, new PieceList(), Cancellation);

        Assert.Equal(WorkErrorCode.InvalidInput, outcome.Error?.Code);
    }

    [Fact]
    public async Task RunAsync_CanceledInTheMiddle_StopsAndDisturbsNoOther()
    {
        using var caller = new CancellationTokenSource();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var canceled = fixture.Generator.RunAsync(
            s_greedy,
            new PieceList(async count =>
            {
                if (count == 3)
                {
                    begun.SetResult();
                    await Task.Delay(Timeout.Infinite, caller.Token);
                }
            }),
            caller.Token);
        await begun.Task.WaitAsync(Cancellation);

        // The reader that stands still keeps no other waiting, of the same length or another.
        var others = await Task.WhenAll(RunAsync(s_greedy), RunAsync(s_greedy with { Prompt = "Once" }));
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => canceled);
        Assert.Equal(BabyLlama.Greedy, others[0].Text);
        Assert.Equal(BabyLlama.Greedy, (await RunAsync(s_greedy)).Text);
    }

    [Fact]
    public async Task RunAsync_SlowReader_GetsAllOfTheSameText()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var slow = new PieceList(async count =>
        {
            if (count == 5)
            {
                await gate.Task;
            }
        });

        var running = fixture.Generator.RunAsync(s_greedy, slow, Cancellation);
        await RunAsync(s_greedy);
        gate.SetResult();
        await running;

        Assert.Equal(BabyLlama.Greedy, slow.Text);
    }

    [Fact]
    public async Task RunAsync_SinkThatBreaks_FailsThatTextOnly()
    {
        var broken = fixture.Generator.RunAsync(s_greedy, new PieceList(static _ => throw new InvalidOperationException()), Cancellation);

        await Assert.ThrowsAsync<InvalidOperationException>(() => broken);
        Assert.Equal(BabyLlama.Greedy, (await RunAsync(s_greedy)).Text);
    }

    [Fact]
    public async Task Join_TextTheModelFailsOn_FailsThatTextOnly()
    {
        var model = fixture.Bind();
        await model.StartAsync(Cancellation);
        Assert.True(model.TryAcquire(out var lease, out _));
        using var held = lease;
        var good = new TextUnderWay(lease.Model, s_greedy, [1, .. lease.Model.Vocabulary.Encode(BabyLlama.Prompt, addPrefixSpace: true)], Cancellation);
        var bad = new TextUnderWay(lease.Model, s_greedy, [1, 1_000_000], Cancellation);

        lease.Model.Loop.Join(good);
        lease.Model.Loop.Join(bad);
        var (goodText, badText) = (await ReadAsync(good), await ReadAsync(bad));

        Assert.Equal((BabyLlama.Greedy, ""), (goodText, badText));
        Assert.Equal(new WorkError(WorkErrorCode.EngineFailed, "The engine failed on this input."), bad.Outcome!.Value.Error);

        async Task<string> ReadAsync(TextUnderWay text) => string.Concat(await text.ReadAsync(lease.Model.Loop.Wake).ToListAsync(Cancellation));
    }

    private async Task<GeneratedText> RunAsync(GenerateText input)
    {
        var pieces = new PieceList();
        var outcome = await fixture.Generator.RunAsync(input, pieces, Cancellation);
        Assert.Equal(outcome.Value?.Text, pieces.Text);
        return outcome.Value!;
    }
}
