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

    private static readonly WorkError s_invalidVersion =
        new(WorkErrorCode.InvalidInput, "The query parameter version takes one version: one to three numbers with dots between, for example 1.2.");

    public static bool TryRead(QueryString text, out RunQuery query, [NotNullWhen(false)] out WorkError? error)
    {
        query = new RunQuery(null, []);
        error = null;
        return !text.HasValue || TryReadPairs(text.Value, ref query, out error);
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
