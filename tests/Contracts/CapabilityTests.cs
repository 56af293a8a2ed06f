using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Tests.Contracts;

public sealed class CapabilityTests
{
    /// <summary>What must not get into a route, a log line, a metric or a grain's key by way of a name.</summary>
    public static TheoryData<string> Unsafe =>
    [
        "a/b.c",
        @"a\b.c",
        "a..b",
        "../a.b",
        "a.b/..",
        "a.b ",
        " a.b",
        "a b.c",
        "a.b\n",
        "a.b\r\n",
        "a\t.b",
        "a\0.b",
        "a\u0007.b",
        "a\u007F.b",
        "a\u0085.b",
        "\u202Ea.b",
        "a\u2066.b",
        "a\u200B.b",
        "\uFEFFa.b",
        "é.b",
        "\u0430.b",
        "a\uFF0Eb",
        "A.b",
        "a.B",
        "1a.b",
        "a.1b",
        "_a.b",
        ".a.b",
        "a.b.",
        "a-b.c",
        "a:b.c",
        "a%2f.b",
        "a.b?c",
        "a.b#c",
        "",
    ];

    [Theory]
    [InlineData("text.classify")]
    [InlineData("a.b")]
    [InlineData("text.count_words2")]
    [InlineData("a.b.c.d")]
    public void Constructor_LowerCaseWordsWithDots_IsAName(string name) => Assert.Equal(name, Create(name).Name);

    [Theory]
    [MemberData(nameof(Unsafe))]
    [InlineData("a")]
    public void Constructor_AnyOtherName_IsRefused(string name) => Assert.Throws<ArgumentException>(nameof(name), () => Create(name));

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void Constructor_Name_HasAtMost64Characters(int length, bool isTaken)
    {
        var name = "a." + new string('b', length - 2);

        Assert.Equal(isTaken ? null : typeof(ArgumentException), Record.Exception(() => Create(name))?.GetType());
    }

    [Fact]
    public void Constructor_NoName_IsRefused() => Assert.Throws<ArgumentNullException>("name", () => Create(null!));

    [Theory]
    [InlineData("")]
    [InlineData("one")]
    [InlineData("1.0.0-beta")]
    public void Constructor_NoVersion_IsRefused(string version) => Assert.Throws<FormatException>(() => new Capability<Greet, Greeting>("a.b", version));

    [Theory]
    [MemberData(nameof(Unsafe))]
    public void Errors_CodeThatIsNoName_IsRefused(string code) =>
        Assert.Throws<ArgumentException>(() => new Capability<Greet, Greeting>("a.b", "1") { Errors = [new CapabilityError(code, WorkErrorCode.InvalidInput, "")] });

    [Theory]
    [MemberData(nameof(Unsafe))]
    [InlineData("-a")]
    [InlineData("a_b")]
    [InlineData("a23456789012345678901234567890123")]
    public void Tags_NotPlain_AreRefused(string tag) => Assert.Throws<ArgumentException>(() => new Capability<Greet, Greeting>("a.b", "1") { Tags = [tag] });

    [Fact]
    public void Descriptor_Capability_SaysAllThatTravels()
    {
        var capability = new Capability<Greet, Greeting>("a.b", "1.2.3")
        {
            Summary = "Greets.",
            Errors = [new CapabilityError("image.truncated", WorkErrorCode.InvalidInput, "The image ends early.")],
            Tags = ["text", "2d"],
            Needs = new CapabilityNeeds { Accelerator = AcceleratorNeed.Preferred },
            IsIdempotent = false,
            DefaultDeadline = TimeSpan.FromSeconds(7),
            MaxInputBytes = 100,
            MaxOutputBytes = 200,
            Objective = new ServiceLevelObjective(0.99, TimeSpan.FromMilliseconds(5)),
        };

        var descriptor = capability.Descriptor;

        Assert.Equal(("a.b", new CapabilityVersion(1, 2, 3), "Greets."), (descriptor.Name, descriptor.Version, descriptor.Summary));
        Assert.Equal(["text", "2d"], descriptor.Tags);
        Assert.Equal((capability.Needs, false, TimeSpan.FromSeconds(7)), (descriptor.Needs, descriptor.IsIdempotent, descriptor.DefaultDeadline));
        Assert.Equal((100, 200, capability.Objective), (descriptor.MaxInputBytes, descriptor.MaxOutputBytes, descriptor.Objective));
        Assert.Empty(descriptor.BodyMediaTypes);
        Assert.Contains("\"message\"", descriptor.InputSchema, StringComparison.Ordinal);
        Assert.Contains("\"message\"", descriptor.OutputSchema, StringComparison.Ordinal);
    }

    [Fact]
    public void Descriptor_Errors_AreThoseOfEveryCapabilityAndItsOwn()
    {
        var own = new CapabilityError("image.truncated", WorkErrorCode.InvalidInput, "The image ends early.");
        var errors = new Capability<Greet, Greeting>("a.b", "1") { Errors = [own] }.Descriptor.Errors;

        Assert.Equal(
            [
                "invalid_input", "unknown_version", "payload_too_large", "unsupported_media_type", "overloaded", "deadline_exceeded", "not_ready",
                "unavailable", "engine_failed", "image.truncated",
            ],
            errors.Select(static error => error.Code));
        Assert.Equal(
            ["overloaded", "deadline_exceeded", "not_ready", "unavailable"],
            errors.Where(static error => error.Retryable).Select(static error => error.Code));
    }

    [Fact]
    public void BodyMediaTypes_InputWithABody_AreShown() =>
        Assert.Equal(["message/rfc822", "text/plain"], EmailCapabilities.Classify.Descriptor.BodyMediaTypes);

    [Theory]
    [MemberData(nameof(Unsafe))]
    [InlineData("Row")]
    [InlineData("row_count")]
    public void OutputHeaders_NameThatIsNotPlain_IsRefused(string name) => Assert.Throws<ArgumentException>(() => new OutputHeader<Greeting>(name, "", static _ => null));

    [Theory]
    [InlineData("12", true)]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("a b", false)]
    [InlineData("ü", false)]
    [InlineData("a\r\nb", false)]
    public void OutputHeaders_ValueThatNoHeaderCanHold_IsNotSaid(string? value, bool isSaid)
    {
        var header = new OutputHeader<Greeting>("row-count", "How many.", _ => value);

        Assert.Equal(isSaid ? new WorkParameter("row-count", value!) : null, header.Of(new Greeting { Message = "" }));
        Assert.Null(new OutputHeader<Greeting>("row-count", "How many.", static _ => new string('1', OutputHeader.MaxValueLength + 1)).Of(new Greeting { Message = "" }));
    }

    private static Capability<Greet, Greeting> Create(string name) => new(name, "1.0.0");
}
