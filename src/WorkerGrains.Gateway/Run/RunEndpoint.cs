using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Cluster;
using WorkerGrains.Contracts.Work;
using WorkerGrains.Gateway.Bodies;
using WorkerGrains.Gateway.Problems;

namespace WorkerGrains.Gateway.Run;

/// <summary>Turns one HTTP request into a <see cref="WorkRequest"/> and has its result, or its stream, answered.</summary>
/// <remarks>The hot path: a plain delegate, no binding, the output's bytes as the worker wrote them. One for the process; thread-safe.</remarks>
internal sealed class RunEndpoint(
    IController controller, IClusterPicture picture, BodyReader bodies, ResultAnswer results, StreamAnswer streams, ProblemWriter problems)
{
    public const string NameParameter = "name";
    public const string VersionParameter = "version";

    private const string InferCapability = "model.infer";

    /// <summary>Runs the capability that the route names; a model, if it takes one, the query names.</summary>
    public Task RunAsync(HttpContext context) => RunAsync(context, (string)context.Request.RouteValues[NameParameter]!, model: null, modelVersion: null);

    /// <summary>Runs the model that the route names.</summary>
    public Task InferAsync(HttpContext context)
    {
        var route = context.Request.RouteValues;
        return RunAsync(context, InferCapability, (string)route[NameParameter]!, (string?)route[VersionParameter]);
    }

    private async Task RunAsync(HttpContext context, string name, string? model, string? modelVersion)
    {
        var http = context.Request;
        if (!RunQuery.TryRead(http.QueryString, out var query, out var error)
            || !TryFind(name, query.Version, out var capability, out error)
            || !query.TryTakeModel(capability, ref model, ref modelVersion, out query, out error)
            || !RequestTimeout.TryRead(http.Headers, out var timeout, out error)
            || !RequestPriority.TryRead(http.Headers, out var priority, out error)
            || !RequestSession.TryRead(http.Headers, out var session, out error))
        {
            await problems.WriteAsync(context, error);
            return;
        }

        if (!AnswerForm.TryChoose(http.Headers.Accept, capability, out var form))
        {
            await ProblemWriter.WriteAsync(context, StatusCodes.Status406NotAcceptable, $"The header Accept has none of what this capability answers with: {string.Join(", ", AnswerForm.Offered(capability))}.");
            return;
        }

        WorkResult result;
        using (var body = await bodies.ReadAsync(context, capability))
        {
            if (body.Error is not null)
            {
                await problems.WriteAsync(context, body.Error);
                return;
            }

            var request = new WorkRequest
            {
                Capability = capability.Name,
                Version = query.Version,
                Payload = body.Payload,
                ContentType = string.IsNullOrEmpty(http.ContentType) ? MediaTypes.Json : http.ContentType,
                Parameters = query.Parameters,
                Model = model,
                ModelVersion = modelVersion,
                Timeout = timeout,
                Priority = priority,
                Session = session,
                Accept = form.Raw.FirstOrDefault(),
                AcceptElse = form.Raw.Length > 1 ? form.Raw[1..] : [],
            };
            if (form.Stream is { } format)
            {
                await streams.WriteAsync(context, format, controller.StreamAsync(request, context.RequestAborted));
                return;
            }

            result = await controller.RunAsync(request, context.RequestAborted);
        }

        await results.WriteAsync(context, result);
    }

    private bool TryFind(string name, CapabilityVersion? version, [NotNullWhen(true)] out CapabilityDescriptor? capability, [NotNullWhen(false)] out WorkError? error)
    {
        capability = picture.Find(name, version);
        if (capability is not null)
        {
            error = null;
            return true;
        }

        error = picture.Find(name, version: null) is { } newest
            ? new WorkError(
                WorkErrorCode.UnknownVersion,
                string.Create(CultureInfo.InvariantCulture, $"No offered version serves the one asked for: it takes the same major, and no older one. The newest offered is {newest.Version}."))
            : UnknownCapability.Error;
        return false;
    }
}
