using System.Text.Json;
using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Tests.Silo.Hostile;

/// <summary>Pages and selectors made to cost time or memory, through the gateway.</summary>
public sealed class HostilePageTests(SharedSilo silo) : IClassFixture<SharedSilo>
{
    private static readonly Dictionary<string, (Func<string> Page, string Outcome)> s_pages = new()
    {
        ["1,000,000 unclosed divisions"] = (static () => Endurance.Repeat("<div>", 1_000_000), "html.too_complex"),
        ["1,000,000 unclosed formats"] = (static () => Endurance.Repeat("<b>", 1_000_000), "html.too_complex"),
        ["1,000,000 unclosed paragraphs"] = (static () => Endurance.Repeat("<p>", 1_000_000), "html.too_complex"),
        ["formats that are opened again in each paragraph"] = (static () => Endurance.Repeat("<b><i><p>x</p>", 20_000), "html.too_complex"),
        ["200,000 attributes"] = (static () => "<a " + string.Concat(Enumerable.Range(0, 200_000).Select(static i => $"a{i} ")) + ">", "html.too_complex"),
        ["entities that expand"] = (
            static () => $"<!DOCTYPE html [<!ENTITY a \"{new string('x', 1_000)}\"><!ENTITY b \"{Endurance.Repeat("&a;", 1_000)}\">]><p>{Endurance.Repeat("&b;", 1_000)}</p>", GatewayAnswer.Answered),
        ["a table of spans"] = (static () => "<table><tr><td colspan=1000 rowspan=65534>x" + Endurance.Repeat("<tr><td>y", 5_000), GatewayAnswer.Answered),
    };

    /// <summary>Selectors that take hours where each element is tried with every choice of ancestors, siblings or descendants.</summary>
    private static readonly Dictionary<string, Func<string>> s_shapes = new()
    {
        ["deep"] = static () => Endurance.Repeat("<div>", 400) + Endurance.Repeat("<b>x</b>", 5_000),
        ["wide"] = static () => Endurance.Repeat("<p>x</p>", 100_000),
        ["wordy"] = static () => Endurance.Repeat("<div>", 400) + Endurance.Repeat("words ", 2_000_000),
        ["rows"] = static () => Endurance.Repeat("<p>x</p>", 10_000),
    };

    public static TheoryData<string> PageNames { get; } = new(s_pages.Keys);

    [Theory]
    [MemberData(nameof(PageNames))]
    public async Task Http_Page_IsTakenApartOrRefused(string name)
    {
        var (page, outcome) = s_pages[name];

        await Endurance.AssertAsync(silo, WebCapabilities.Extract, GatewayAnswer.Raw(System.Text.Encoding.UTF8.GetBytes(page()), "text/html"), outcome);
    }

    [Theory]
    [InlineData("deep", "i div div div div div div div div div div div div div div b", GatewayAnswer.Answered)]
    [InlineData("deep", "div:not(:has(i)) > :is(div, b):not(:is(i, u))", GatewayAnswer.Answered)]
    [InlineData("deep", "div:has(:nth-child(2n+1))", "html.too_complex")]
    [InlineData("wide", "p:nth-child(2n+1)", "html.too_complex")]
    [InlineData("wide", "p:not(:nth-last-of-type(2n+1))", "html.too_complex")]
    [InlineData("wide", "p:only-of-type", "html.too_complex")]
    [InlineData("wide", "i ~ p ~ p ~ p ~ p ~ p", GatewayAnswer.Answered)]
    [InlineData("wordy", "div:contains(y)", "html.too_complex")]
    [InlineData("rows", "p:nth-child(2n+1)", GatewayAnswer.Answered)]
    public async Task Http_Selector_IsAnsweredOrRefused(string shape, string css, string outcome) => await Endurance.AssertAsync(
        silo, WebCapabilities.Extract, GatewayAnswer.Json(JsonSerializer.Serialize(new { html = s_shapes[shape](), selectors = new[] { new { name = "bomb", css } } })), outcome);

    [Theory]
    [InlineData("a a a a a a a a a a a a a a a a a")]
    [InlineData(":not(:not(:not(a)))")]
    [InlineData(":has(:not(:has(a)))")]
    [InlineData("body:has(p ~ i)")]
    [InlineData("((((((((((((((((((((")]
    public async Task Http_SelectorOfTooManyParts_IsRefused(string css) =>
        await Endurance.AssertAsync(
            silo, WebCapabilities.Extract, GatewayAnswer.Json(JsonSerializer.Serialize(new { html = "<p>x", selectors = new[] { new { name = "bomb", css } } })), "html.selector_invalid");
}
