using WorkerGrains.Contracts.Tensors;
using WorkerGrains.Engines.Tensors;

namespace WorkerGrains.Tests.Engines.Tensors;

public sealed class TensorTests
{
    [Theory]
    [InlineData(0, new[] { 6, 7, 8, 9, 10, 11 })]
    [InlineData(1, new[] { 2, 3, 4, 5, 8, 9, 10, 11 })]
    [InlineData(2, new[] { 1, 3, 5, 7, 9, 11 })]
    public void Slice_AnyAxis_TakesTheRowsFromOneOn(int axis, int[] expected)
    {
        var tensor = Counting(2, 3, 2);

        var part = tensor.Slice(1, (int)tensor.Shape[axis] - 1, axis);

        Assert.Equal(expected, part.Numbers<int>().ToArray());
        Assert.Equal(tensor.Shape[axis] - 1, part.Shape[axis]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Concatenate_SlicesOfAnyAxis_AreTheWhole(int axis)
    {
        var tensor = Counting(2, 3, 4);
        var length = (int)tensor.Shape[axis];

        var whole = Tensor.Concatenate([tensor.Slice(0, 1, axis), tensor.Slice(1, length - 1, axis)], axis);

        Assert.Equal(tensor.Shape, whole.Shape);
        Assert.Equal(tensor.Numbers<int>().ToArray(), whole.Numbers<int>().ToArray());
    }

    [Fact]
    public void Concatenate_Texts_KeepsThemInOrder()
    {
        string[] left = ["a", "c"];
        string[] right = ["b", "d"];

        var whole = Tensor.Concatenate([Tensor.Of([2, 1], left), Tensor.Of([2, 1], right)], axis: 1);

        Assert.Equal(["a", "b", "c", "d"], whole.Texts.ToArray());
        Assert.Equal(["b", "d"], whole.Slice(1, 1, axis: 1).Texts.ToArray());
    }

    [Fact]
    public void Concatenate_PartsWithoutLength_AreEmpty()
    {
        var none = Tensor.Zeros(TensorType.Fp32, [1, 0, 4]);

        var whole = Tensor.Concatenate([none, none]);

        Assert.Equal([2, 0, 4], whole.Shape);
        Assert.Equal([1, 0, 4], whole.Slice(1, 1).Shape);
    }

    private static Tensor Counting(params long[] shape)
    {
        var tensor = Tensor.Zeros(TensorType.Int32, shape);
        for (var i = 0; i < tensor.Numbers<int>().Length; i++)
        {
            tensor.Numbers<int>()[i] = i;
        }

        return tensor;
    }
}
