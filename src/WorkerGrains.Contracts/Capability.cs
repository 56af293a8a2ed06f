using System.Text.Json.Nodes;
using WorkerGrains.Contracts.Encoding;

namespace WorkerGrains.Contracts;

/// <summary>A named kind of work with a versioned contract. <see cref="Capability{TInput,TOutput}"/> fixes its types.</summary>
public abstract class Capability
{
    /// <summary>What an input or an output may weigh unless the contract says otherwise: 32 MiB.</summary>
    public const int DefaultMaxBytes = 32 * 1024 * 1024;

    private readonly Lazy<CapabilityDescriptor> _descriptor;

    private protected Capability(string name, string version)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(version);

        Name = ContractPatterns.IsName(name)
            ? name
            : throw new ArgumentException("A capability's name is lower-case words with dots between, for example text.classify.", nameof(name));
        Version = CapabilityVersion.Parse(version);
        _descriptor = new Lazy<CapabilityDescriptor>(Describe);
    }

    /// <summary>The routing key, for example <c>text.classify</c>: lower case, unchanged once published.</summary>
    public string Name { get; }

    /// <summary>The version of the contract.</summary>
    public CapabilityVersion Version { get; }

    /// <summary>One sentence on what it does.</summary>
    public string Summary { get; init; } = "";

    /// <summary>The failures it declares beyond those that every capability has.</summary>
    public IReadOnlyList<CapabilityError> Errors
    {
        get;
        init => field = value.FirstOrDefault(static error => !ContractPatterns.IsErrorCode(error.Code)) is null
            ? value
            : throw new ArgumentException("An error code is lower-case words with dots between, for example image.truncated.");
    }
    = [];

    /// <summary>Words to find it by.</summary>
    public IReadOnlyList<string> Tags
    {
        get;
        init => field = value.All(ContractPatterns.IsTag)
            ? value
            : throw new ArgumentException("A tag is lower-case letters, digits and hyphens.");
    }
    = [];

    /// <summary>What a silo must have to offer it.</summary>
    public CapabilityNeeds Needs { get; init; } = CapabilityNeeds.Nothing;

    /// <summary>Whether a request names a model of the repository that does the work; only silos that have it are asked.</summary>
    public bool TakesModel { get; init; }

    /// <summary>Whether requests may be parts of a session, in which each goes on from where the one before left off.</summary>
    public bool TakesSessions { get; init; }

    /// <summary>Whether its engine calls other capabilities, and so may go too deep.</summary>
    public bool CallsOthers { get; init; }

    /// <summary>Whether running it twice is as good as once, so that a lost attempt may be repeated on another silo.</summary>
    public bool IsIdempotent { get; init; } = true;

    /// <summary>How long a request may take when its caller sets no deadline.</summary>
    public TimeSpan DefaultDeadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The largest encoded input, in bytes.</summary>
    public int MaxInputBytes { get; init; } = DefaultMaxBytes;

    /// <summary>The largest raw body that is read while it comes in (<see cref="BodyStreamAttribute"/>), in bytes; 0 where none is.</summary>
    public long MaxStreamedBytes { get; init; }

    /// <summary>The largest encoded output, in bytes.</summary>
    public int MaxOutputBytes { get; init; } = DefaultMaxBytes;

    /// <summary>How fast it means to be, or <see langword="null"/> when it promises nothing.</summary>
    public ServiceLevelObjective? Objective { get; init; }

    /// <summary>The contract in the form that travels: what silos advertise and the gateway shows.</summary>
    public CapabilityDescriptor Descriptor => _descriptor.Value;

    /// <summary>The input record.</summary>
    public abstract Type InputType { get; }

    /// <summary>The output record.</summary>
    public abstract Type OutputType { get; }

    /// <summary>The record of which a stream is made, or <see langword="null"/> when the output comes at once.</summary>
    public virtual Type? ItemType => null;

    /// <summary>The media types in which the input may be sent as it is instead of as JSON; empty when only JSON will do.</summary>
    private protected abstract IReadOnlyList<string> BodyMediaTypes { get; }

    /// <summary>The member of the input that such a body is.</summary>
    private protected abstract string? BodyMember { get; }

    /// <summary>The media types in which the output can be had as it is instead of as JSON.</summary>
    private protected abstract IEnumerable<string> OutputMediaTypes { get; }

    /// <summary>What raw answers say in headers.</summary>
    private protected abstract IEnumerable<OutputHeader> OutputHeaderDescriptors { get; }

    /// <summary>Name and version.</summary>
    public override string ToString() => $"{Name} {Version}";

    private CapabilityDescriptor Describe() => new()
    {
        Name = Name,
        Version = Version,
        Summary = Summary,
        Errors =
        [
            .. CapabilityDescriptor.ErrorsOfEveryCapability,
            .. TakesModel ? [CapabilityDescriptor.UnknownModel] : Array.Empty<CapabilityError>(),
            .. TakesSessions ? [CapabilityDescriptor.SessionLost] : Array.Empty<CapabilityError>(),
            .. CallsOthers ? [CapabilityDescriptor.CallTooDeep] : Array.Empty<CapabilityError>(),
            .. Errors,
        ],
        Tags = [.. Tags],
        Needs = Needs,
        IsIdempotent = IsIdempotent,
        DefaultDeadline = DefaultDeadline,
        MaxInputBytes = MaxInputBytes,
        MaxOutputBytes = MaxOutputBytes,
        MaxStreamedBytes = MaxStreamedBytes,
        Objective = Objective,
        TakesModel = TakesModel,
        TakesSessions = TakesSessions,
        BodyMediaTypes = [.. BodyMediaTypes],
        BodyMember = BodyMember,
        OutputMediaTypes = [.. OutputMediaTypes],
        OutputHeaders = [.. OutputHeaderDescriptors],
        InputSchema = Schema(InputType),
        OutputSchema = Schema(OutputType),
        ItemSchema = ItemType is { } item ? Schema(item) : null,
    };

    private static string Schema(Type type)
    {
        JsonNode schema = ContractSchema.Generate(type);
        return schema.ToJsonString(ContractJson.Options);
    }
}
