namespace WorkerGrains.Engines.Torch;

/// <summary>A parameter of a method as TorchScript declares it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type, for example <c>Tensor</c> or <c>int</c>.</param>
/// <param name="IsOptional">Whether it has a default.</param>
internal sealed record MethodParameter(string Name, string Type, bool IsOptional);
