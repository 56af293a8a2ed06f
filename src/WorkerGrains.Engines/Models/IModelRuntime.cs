using System.Diagnostics.CodeAnalysis;
using WorkerGrains.Engines.Devices;

namespace WorkerGrains.Engines.Models;

/// <summary>Loads model files of one kind, for example those of ONNX.</summary>
/// <remarks>Thread-safe. One for the process.</remarks>
internal interface IModelRuntime
{
    /// <summary>Its name in <c>model.json</c> and in lists: <c>onnx</c>.</summary>
    string Name { get; }

    /// <summary>What its model files are called in a version's folder: <c>model.onnx</c>.</summary>
    string FileName { get; }

    /// <summary>Whether it runs models on GPUs too, as far as it knows: one that meets a GPU which it cannot use says no from then on.</summary>
    bool CanUseGpus { get; }

    /// <summary>Loads a model file. Takes as long as the model is large: call it where blocking is fine.</summary>
    /// <param name="path">The file, which exists.</param>
    /// <param name="settings">What the model's folder says about it.</param>
    /// <param name="device">What it is to run on: the processors, or a GPU if there are any that the runtime can use. It runs on the processors if this one turns out to be unusable.</param>
    /// <param name="session">The model in memory, which the caller disposes of.</param>
    /// <param name="failure">Why it cannot be loaded.</param>
    bool TryLoad(
        string path, ModelSettings settings, Device device, [NotNullWhen(true)] out IModelSession? session, [NotNullWhen(false)] out ModelLoadFailure? failure);
}
