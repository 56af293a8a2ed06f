using WorkerGrains.Engines.Texts;

namespace WorkerGrains.Tests.Engines.Texts;

public sealed class VectorPoolingTests
{
    [Fact]
    public void TryPool_Mean_LeavesPaddingOut() =>
        Assert.Equal([2, 3], Pool(Pooling.Mean, normalize: false, [1, 2, 3, 4, 100, 100])!);

    [Fact]
    public void TryPool_Cls_IsTheFirstToken() => Assert.Equal([1, 2], Pool(Pooling.Cls, normalize: false, [1, 2, 3, 4, 100, 100])!);

    [Fact]
    public void TryPool_None_IsWhatTheModelGives() => Assert.Equal([0.6f, 0.8f], Pool(Pooling.None, normalize: true, [3, 4])!);

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void TryPool_NotANumber_IsNothing(float number)
    {
        Assert.Null(Pool(Pooling.None, normalize: true, [number, 4])!);
        Assert.Null(Pool(Pooling.Mean, normalize: false, [1, 2, 3, number])!);
    }

    [Fact]
    public void TryPool_NothingThere_CannotBeScaled()
    {
        Assert.Null(Pool(Pooling.None, normalize: true, [0, 0])!);
        Assert.Equal([0, 0], Pool(Pooling.None, normalize: false, [0, 0])!);
    }

    private static float[]? Pool(Pooling pooling, bool normalize, float[] values) =>
        new VectorPooling(new TextSettings { Pooling = pooling, Normalize = normalize }, dimensions: 2).TryPool(values, tokens: 2, wanted: 2);
}
