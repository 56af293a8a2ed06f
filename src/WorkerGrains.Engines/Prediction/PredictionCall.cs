using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Engines.Prediction;

/// <summary>A table, and the model that is to say something of its rows; whoever made the call keeps the model from going.</summary>
internal sealed record PredictionCall(PredictionModel Model, PredictTable Table);
