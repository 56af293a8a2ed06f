using System.ComponentModel.DataAnnotations;
using WorkerGrains.Contracts;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Encoding;

namespace WorkerGrains.Tests.Contracts.Encoding;

/// <summary>A record that promises what its schema cannot show is refused before it serves.</summary>
public sealed class ContractRulesTests
{
    [Fact]
    public void Constructor_RuleThatNoSchemaShows_IsRefused() => AssertRefused<WithPattern>("value");

    [Fact]
    public void Constructor_RuleOfAnotherType_IsRefused()
    {
        AssertRefused<WithRangeOnText>("value");
        AssertRefused<WithLengthOnText>("value");
        AssertRefused<WithTextLengthOnBytes>("value");
        AssertRefused<WithRangeOfTime>("value");
    }

    [Fact]
    public void Constructor_DefaultOutsideItsRule_IsRefused() => AssertRefused<WithBrokenDefault>("value");

    [Fact]
    public void Constructor_FormOfUnknownMembers_IsRefused() => AssertRefused<WithUnknownForm>("no_such");

    [Fact]
    public void Constructor_RuleOnTheWholeThatIsNoForm_IsRefused() => AssertRefused<WithRuleOnTheWhole>(nameof(WithRuleOnTheWhole));

    [Fact]
    public void Constructor_BodyThatCannotBe_IsRefused()
    {
        AssertRefused<WithTwoBodies>("Second");
        AssertRefused<WithTextBody>("Value");
        AssertRefused<WithNamelessBody>("Value");
        AssertRefused<WithFixedBody>("Value");
    }

    private static void AssertRefused<TInput>(string names)
        where TInput : class
    {
        var exception = Assert.Throws<InvalidOperationException>(static () => new Capability<TInput, Greeting>("a.b", "1"));
        Assert.Contains(names, exception.Message, StringComparison.Ordinal);
    }

    private sealed record WithPattern
    {
        [RegularExpression("a+")]
        public string? Value { get; init; }
    }

    private sealed record WithRangeOnText
    {
        [Range(1, 2)]
        public string? Value { get; init; }
    }

    private sealed record WithLengthOnText
    {
        [Length(1, 2)]
        public string? Value { get; init; }
    }

    private sealed record WithTextLengthOnBytes
    {
        [TextLength(1, 2)]
        public ReadOnlyMemory<byte>? Value { get; init; }
    }

    private sealed record WithRangeOfTime
    {
        [Range(typeof(TimeSpan), "00:00:01", "00:00:02")]
        public TimeSpan? Value { get; init; }
    }

    private sealed record WithBrokenDefault
    {
        [Range(1, 10)]
        public int Value { get; init; }
    }

    [OneFormOf("value", "no_such")]
    private sealed record WithUnknownForm
    {
        public string? Value { get; init; }
    }

    [CustomValidation(typeof(ContractRulesTests), "Any")]
    private sealed record WithRuleOnTheWhole;

    private sealed record WithTwoBodies
    {
        [Body("a/b")]
        public ReadOnlyMemory<byte>? First { get; init; }

        [Body("a/b")]
        public ReadOnlyMemory<byte>? Second { get; init; }
    }

    private sealed record WithTextBody
    {
        [Body("text/plain")]
        public string? Value { get; init; }
    }

    private sealed record WithNamelessBody
    {
        [Body]
        public ReadOnlyMemory<byte>? Value { get; init; }
    }

    private sealed record WithFixedBody
    {
        [Body("a/b")]
        public ReadOnlyMemory<byte>? Value { get; }
    }
}
