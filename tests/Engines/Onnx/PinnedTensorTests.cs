using WorkerGrains.Engines.Onnx;

namespace WorkerGrains.Tests.Engines.Onnx;

public sealed class PinnedTensorTests
{
    [Fact]
    public void Reshape_SameShape_KeepsTensorAndContent()
    {
        using var tensor = new PinnedTensor<float>();
        tensor.Reshape(2, 3)[5] = 7;
        var value = tensor.Value;

        Assert.Equal(7, tensor.Reshape(2, 3)[5]);
        Assert.Same(value, tensor.Value);
    }

    [Fact]
    public void Reshape_OtherShape_GivesATensorOfThatShape()
    {
        using var tensor = new PinnedTensor<long>();
        tensor.Reshape(4, 4);

        var items = tensor.Reshape(2, 3);
        items.Fill(9);

        Assert.Equal(6, items.Length);
        Assert.Equal([2, 3], tensor.Value.GetTensorTypeAndShape().Shape);
        Assert.Equal([9, 9, 9, 9, 9, 9], tensor.Value.GetTensorDataAsSpan<long>().ToArray());
    }

    [Fact]
    public void Reshape_NoDimensions_IsAScalar()
    {
        using var tensor = new PinnedTensor<float>();

        Assert.Equal(1, tensor.Reshape().Length);
        Assert.Empty(tensor.Value.GetTensorTypeAndShape().Shape);
    }

    [Fact]
    public void Value_BeforeAShape_Throws()
    {
        using var tensor = new PinnedTensor<float>();

        Assert.Throws<InvalidOperationException>(() => tensor.Value);
    }
}
