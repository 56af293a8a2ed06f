using System.Diagnostics.CodeAnalysis;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Engines.Models;

/// <summary>A loaded model, or why there is none.</summary>
internal sealed record ModelLoad
{
    /// <summary>The model; <see langword="null"/> when it could not be loaded.</summary>
    public LoadedModel? Model { get; private init; }

    /// <summary>Ready, or why the model could not be loaded and what helps.</summary>
    public Readiness Readiness { get; private init; } = Readiness.Ready;

    /// <summary>Whether there is a model.</summary>
    [MemberNotNullWhen(true, nameof(Model))]
    public bool IsReady => Model is not null;

    public static implicit operator ModelLoad(LoadedModel model) => new() { Model = model };

    public static implicit operator ModelLoad(Readiness problem) => new() { Readiness = problem };
}
