using System.Runtime.CompilerServices;
using TorchSharp;
using WorkerGrains.Contracts.Tensors;
using WorkerGrains.Engines.Models;
using WorkerGrains.Engines.Tensors;

namespace WorkerGrains.Engines.Torch;

/// <summary>Our tensors to libtorch's and back, with one copy each way.</summary>
/// <remarks>What it makes belongs to the caller's dispose scope.</remarks>
internal static class TorchConversion
{
    /// <summary>A tensor as an argument for a parameter of this type: itself, or the one number in it.</summary>
    /// <exception cref="ModelRunException">The parameter does not take it.</exception>
    public static object ToArgument(Tensor tensor, string parameterType, torch.Device device)
    {
        var made = ToTorch(tensor);
        return parameterType switch
        {
            // Each as an object: tensors convert from numbers implicitly, and only to throw.
            "bool" => (object)Single(made).ToBoolean(),
            "int" => (Scalar)Single(made).ToInt64(),
            "float" => (Scalar)Single(made).ToDouble(),
            _ => device.type == DeviceType.CPU ? made : made.to(device),
        };
    }

    /// <summary>Every tensor in what a method gives, tuples and lists from the first to the last.</summary>
    /// <exception cref="ModelRunException">There is something in it that is no tensor.</exception>
    public static IEnumerable<Tensor> Flatten(object? result)
    {
        switch (result)
        {
            case torch.Tensor tensor:
                yield return FromTorch(tensor);
                break;
            case Scalar scalar:
                using (scalar)
                {
                    yield return FromScalar(scalar);
                }

                break;
            case ITuple tuple:
                for (var i = 0; i < tuple.Length; i++)
                {
                    foreach (var item in Flatten(tuple[i]))
                    {
                        yield return item;
                    }
                }

                break;
            case System.Collections.IEnumerable list and not string:
                foreach (var item in list)
                {
                    foreach (var inner in Flatten(item))
                    {
                        yield return inner;
                    }
                }

                break;
            default:
                throw new ModelRunException("The model gives something that is no tensor.");
        }
    }

    public static Tensor FromTorch(torch.Tensor tensor)
    {
        if (TorchTypes.FromTorch(tensor.dtype) is not { } type)
        {
            throw new ModelRunException("An output is of a type that cannot be sent.");
        }

        var here = tensor.cpu().contiguous();
        return Tensor.Of(type, here.shape, here.bytes.ToArray());
    }

    private static Tensor FromScalar(Scalar scalar) => scalar.Type switch
    {
        torch.ScalarType.Bool => Tensor.Of(TensorType.Bool, [], new[] { (byte)(scalar.ToBoolean() ? 1 : 0) }),
        torch.ScalarType.Float64 => Tensor.Of(TensorType.Fp64, [], BitConverter.GetBytes(scalar.ToDouble())),
        _ => Tensor.Of(TensorType.Int64, [], BitConverter.GetBytes(scalar.ToInt64())),
    };

    private static torch.Tensor ToTorch(Tensor tensor)
    {
        if (TorchTypes.ToTorch(tensor.Type) is not { } type)
        {
            throw new ModelRunException($"TorchScript takes no tensors of {tensor.Type.ToName()}.");
        }

        var made = torch.empty([.. tensor.Shape], dtype: type);
        tensor.Bytes.Span.CopyTo(made.bytes);
        return made;
    }

    private static torch.Tensor Single(torch.Tensor tensor) =>
        tensor.NumberOfElements == 1 ? tensor.reshape([]) : throw new ModelRunException("A parameter that is one number was given several.");
}
