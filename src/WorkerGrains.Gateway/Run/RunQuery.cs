using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Gateway.Run;

/// <summary>The query of a run: the version asked for, and the members of the input that go beside a raw body.</summary>
internal readonly record struct RunQuery(CapabilityVersion? Version, ImmutableArray<WorkParameter> Parameters)
{
    public const string VersionName = "version";
    public const string ModelName = "model";
    public const string ModelVersionName = "modelVersion";

    private static readonly WorkError s_invalidVersion =
        new(WorkErrorCode.InvalidInput, "The query parameter version takes one version: one to three numbers with dots between, for example 1.2.");

    private static readonly WorkError s_invalidModel =
        new(WorkErrorCode.InvalidInput, "Say which model is to run, once: ?model=name, and if need be &modelVersion=2 or an alias.");

    public static bool TryRead(QueryString text, out RunQuery query, [NotNullWhen(false)] out WorkError? error)
    {
        query = new RunQuery(null, []);
        error = null;
        return !text.HasValue || TryReadPairs(text.Value, ref query, out error);
    }

    /// <summary>Takes the model out of the parameters, where a capability takes one and the route has not named it.</summary>
    /// <param name="capability">The capability.</param>
    /// <param name="model">The model.</param>
    /// <param name="modelVersion">Its version.</param>
    /// <param name="rest">The query without them.</param>
    /// <param name="error">What is wrong.</param>
    public bool TryTakeModel(
        CapabilityDescriptor capability, ref string? model, ref string? modelVersion, out RunQuery rest, [NotNullWhen(false)] out WorkError? error)
    {
        rest = this;
        error = null;
        if (!capability.TakesModel || model is not null)
        {
            return true;
        }

        var given = Parameters;
        model = given.FirstOrDefault(static parameter => parameter.Name == ModelName).Value;
        modelVersion = given.FirstOrDefault(static parameter => parameter.Name == ModelVersionName).Value;
        var left = given.RemoveAll(static parameter => parameter.Name is ModelName or ModelVersionName);
        rest = this with { Parameters = left };
        error = string.IsNullOrEmpty(model) || given.Length - left.Length > (modelVersion is null ? 1 : 2) ? s_invalidModel : null;
        return error is null;
    }

    private static bool TryReadPairs(string text, ref RunQuery query, [NotNullWhen(false)] out WorkError? error)
    {
        CapabilityVersion? version = null;
        var parameters = ImmutableArray.CreateBuilder<WorkParameter>();
        foreach (var pair in new QueryStringEnumerable(text))
        {
            var name = pair.DecodeName();
            if (!name.Span.SequenceEqual(VersionName))
            {
                parameters.Add(new WorkParameter(name.ToString(), pair.DecodeValue().ToString()));
            }
            else if (version is null && CapabilityVersion.TryParse(pair.DecodeValue().ToString(), out var parsed))
            {
                version = parsed;
            }
            else
            {
                error = s_invalidVersion;
                return false;
            }
        }

        query = new RunQuery(version, parameters.DrainToImmutable());
        error = null;
        return true;
    }
}
