using System.Text.Json;
using WorkerGrains.Contracts.Encoding;
using WorkerGrains.Contracts.Tensors;

namespace WorkerGrains.Tests.Contracts.Tensors;

public sealed class TensorDataTests
{
    [Theory]
    [InlineData("[1,2,3]", TensorType.Int64)]
    [InlineData("[1,2.5]", TensorType.Fp64)]
    [InlineData("[0,18446744073709551615]", TensorType.Uint64)]
    [InlineData("[-1,18446744073709551615]", TensorType.Fp64)]
    [InlineData("[true,false]", TensorType.Bool)]
    [InlineData("[\"a\",\"\"]", TensorType.String)]
    [InlineData("[]", TensorType.Int64)]
    [InlineData("[[[1],[2]],[[3],[4]]]", TensorType.Int64)]
    [InlineData("[1,\"NaN\",2]", TensorType.Fp64)]
    [InlineData("[\"-Infinity\",1]", TensorType.Fp64)]
    public void Read_Elements_AreOfTheNarrowestTypeThatHoldsThem(string json, TensorType type) => Assert.Equal(type, Read(json).Type);

    [Theory]
    [InlineData("1")]
    [InlineData("{}")]
    [InlineData("[null]")]
    [InlineData("[{}]")]
    [InlineData("[1,true]")]
    [InlineData("[1,\"a\"]")]
    [InlineData("[[1],2]")]
    [InlineData("[1e999]")]
    public void Read_NoTensor_IsRefused(string json) => Assert.Throws<JsonException>(() => Read(json));

    [Fact]
    public void Read_LargeIntegers_KeepEveryBit()
    {
        Assert.Equal([long.MinValue, long.MaxValue, 9007199254740993], Read("[-9223372036854775808,9223372036854775807,9007199254740993]").ToArray<long>());
        Assert.Equal([ulong.MaxValue], Read("[18446744073709551615]").ToArray<ulong>());
    }

    [Theory]
    [InlineData("[[1,2],[3,4]]", new long[] { 2, 2 }, true)]
    [InlineData("[1,2,3,4]", new long[] { 2, 2 }, true)]
    [InlineData("[[1,2],[3,4]]", new long[] { 4 }, false)]
    [InlineData("[[1,2],[3]]", new long[] { 2, 2 }, false)]
    public void IsNestedLike_Shape_SaysWhetherTheArraysWereNestedSo(string json, long[] shape, bool expected) =>
        Assert.Equal(expected, Read(json).IsNestedLike(shape));

    [Fact]
    public void Write_EveryType_ReadsBackTheSame()
    {
        Assert.Equal("[1.5,-2]", Write(TensorData.Of(1.5f, -2f)));
        Assert.Equal("[0.1]", Write(TensorData.Of(0.1f)));
        Assert.Equal("[0.1]", Write(TensorData.Of(0.1)));
        Assert.Equal("[0.5,65504]", Write(TensorData.Of((Half)0.5, Half.MaxValue)));
        Assert.Equal("[true,false]", Write(TensorData.Of(true, false)));
        Assert.Equal("[255]", Write(TensorData.Of((byte)255)));
        Assert.Equal("[-128]", Write(TensorData.Of((sbyte)-128)));
        Assert.Equal("[18446744073709551615]", Write(TensorData.Of(ulong.MaxValue)));
        Assert.Equal("[\"a\",\"ü\"]", Write(TensorData.Of("a", "ü")));
        Assert.Equal("[1.5]", Write(TensorData.Over(TensorType.Bf16, new byte[] { 0xC0, 0x3F }, default)));
        Assert.Equal("""["NaN","Infinity","-Infinity"]""", Write(TensorData.Of(double.NaN, double.PositiveInfinity, double.NegativeInfinity)));
    }

    [Theory]
    [InlineData("[256]", TensorType.Uint8)]
    [InlineData("[-1]", TensorType.Uint64)]
    [InlineData("[1.5]", TensorType.Int32)]
    [InlineData("[9007199254740993.5]", TensorType.Int32)]
    [InlineData("[70000]", TensorType.Fp16)]
    [InlineData("[1e39]", TensorType.Fp32)]
    [InlineData("[4e38]", TensorType.Bf16)]
    [InlineData("[\"a\"]", TensorType.Fp32)]
    [InlineData("[true]", TensorType.Fp32)]
    public void TryCopyTo_NumberThatTheTypeDoesNotHold_SaysWhich(string json, TensorType type)
    {
        Assert.False(Read(json).TryCopyTo(type, new byte[8], out var refused));
        Assert.Equal(0, refused);
    }

    [Fact]
    public void TryCopyTo_Bf16_RoundsToTheNearestEven()
    {
        var bytes = new byte[6];

        // Halfway between two, just above halfway, and a number that it holds.
        Assert.True(TensorData.Of(1.00390625f, 1.004f, -3f).TryCopyTo(TensorType.Bf16, bytes, out _));

        Assert.Equal([1f, 1.0078125f, -3f], TensorData.Over(TensorType.Bf16, bytes, default).ToArray<float>());
    }

    private static TensorData Read(string json) => JsonSerializer.Deserialize<TensorData>(json, ContractJson.Options)!;

    private static string Write(TensorData data) => JsonSerializer.Serialize(data, ContractJson.Options);
}
