using WorkerGrains.Contracts;

namespace WorkerGrains.Tests.Contracts;

public sealed class CapabilityVersionTests
{
    [Theory]
    [InlineData("1", "1.0.0")]
    [InlineData("1.2", "1.2.0")]
    [InlineData("1.2.3", "1.2.3")]
    [InlineData("0.0.0", "0.0.0")]
    [InlineData("10.20.30", "10.20.30")]
    [InlineData("2147483647.0.0", "2147483647.0.0")]
    public void TryParse_OneToThreeNumbers_ReadsThem(string text, string version)
    {
        Assert.True(CapabilityVersion.TryParse(text, out var parsed));
        Assert.Equal(version, parsed.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(".")]
    [InlineData("1.")]
    [InlineData(".1")]
    [InlineData("1..2")]
    [InlineData("1.2.3.4")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1\n")]
    [InlineData("1\0")]
    [InlineData("1.2\0.3")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("01")]
    [InlineData("1.00")]
    [InlineData("1,2")]
    [InlineData("0x1")]
    [InlineData("1e3")]
    [InlineData("v1")]
    [InlineData("1.2.3-beta")]
    [InlineData("1.2.3+5")]
    [InlineData("\uFF11")]
    [InlineData("\u0661")]
    [InlineData("2147483648")]
    [InlineData("99999999999999999999999999999999")]
    [InlineData("1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1")]
    public void TryParse_AnythingElse_IsNoVersion(string? text)
    {
        Assert.False(CapabilityVersion.TryParse(text, out var parsed));
        Assert.Equal(default, parsed);
        Assert.Throws<FormatException>(() => CapabilityVersion.Parse(text!));
    }

    [Theory]
    [InlineData("1.2.3", "1", true)]
    [InlineData("1.2.3", "1.2", true)]
    [InlineData("1.2.3", "1.2.3", true)]
    [InlineData("1.2.3", "1.2.4", false)]
    [InlineData("1.2.3", "1.3", false)]
    [InlineData("1.2.3", "2", false)]
    [InlineData("2.0.0", "1.2.3", false)]
    [InlineData("0.2.0", "0.1.0", true)]
    public void Serves_Request_NeedsTheSameMajorAndNothingNewer(string offered, string requested, bool serves) =>
        Assert.Equal(serves, CapabilityVersion.Parse(offered).Serves(CapabilityVersion.Parse(requested)));

    [Fact]
    public void CompareTo_Versions_AreOrderedByNumberNotByText()
    {
        string[] ordered = ["0.0.1", "0.1.0", "1.0.0", "1.0.2", "1.0.10", "1.2.0", "1.10.0", "2.0.0", "10.0.0"];

        Assert.Equal(ordered, ordered.Reverse().Select(CapabilityVersion.Parse).Order().Select(static version => version.ToString()));
    }

    [Fact]
    public void Operators_OlderAndNewer_Agree()
    {
        var (older, newer) = (new CapabilityVersion(1, 2, 3), new CapabilityVersion(1, 3, 0));

        Assert.True(older < newer && older <= newer && newer > older && newer >= older);
        Assert.False(older > newer || older >= newer || newer < older || newer <= older);
        Assert.True(older <= new CapabilityVersion(1, 2, 3) && older >= new CapabilityVersion(1, 2, 3));
    }
}
