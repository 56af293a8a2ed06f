using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts;

namespace WorkerGrains.Gateway;

/// <summary>Sets the limits that the server itself must keep.</summary>
/// <remarks>Kestrel's own minimum rate for bodies stays: it ends uploads that stall.</remarks>
internal sealed class KestrelSetup(IOptions<GatewayOptions> options) : IConfigureOptions<KestrelServerOptions>
{
    public void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        // For routes that are about no capability; where one is named, its own limit is set for the request.
        kestrel.Limits.MaxRequestBodySize = Capability.DefaultMaxBytes;
        kestrel.Limits.MaxRequestHeadersTotalSize = options.Value.MaxRequestHeadersTotalSize;
        kestrel.Limits.MaxRequestHeaderCount = options.Value.MaxRequestHeaderCount;
        kestrel.Limits.MaxRequestLineSize = options.Value.MaxRequestLineSize;
    }
}
