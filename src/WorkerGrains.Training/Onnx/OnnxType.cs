namespace WorkerGrains.Training.Onnx;

/// <summary>The element types of <c>TensorProto.DataType</c> that are used here.</summary>
internal enum OnnxType
{
    Float = 1,
    Int16 = 5,
    Int64 = 7,
    Bool = 9,
}
