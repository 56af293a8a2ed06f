namespace WorkerGrains.Contracts.Tensors;

/// <summary>How the elements of a tensor are written in JSON.</summary>
public enum TensorEncoding
{
    /// <summary>As a list.</summary>
    List = 0,

    /// <summary>As base64 of their bytes.</summary>
    Base64 = 1,
}
