using System.Text.Json;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Engines.Pipelines;

/// <summary>The output of one call of a step, or why there is none.</summary>
internal readonly record struct StepOutput(JsonElement Output, WorkError? Error = null);
