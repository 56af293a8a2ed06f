using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Work;

namespace WorkerGrains.Tests.Contracts.Capabilities;

public sealed class DocumentCapabilitiesTests
{
    public static TheoryData<string> Written { get; } = [.. DocumentFormats.All.Where(static format => format.IsOutput && format.MediaType != MediaTypes.Json).Select(static format => format.Name)];

    [Theory]
    [MemberData(nameof(Written))]
    public void Convert_EveryFormatThatIsWritten_CanBeHadAsItIs(string name)
    {
        var format = DocumentFormats.Find(name)!;

        var form = Assert.Single(DocumentCapabilities.Convert.RawOutputs, form => form.MediaType == format.MediaType);

        Assert.All(format.Extensions.Append(name).Append(name.ToUpperInvariant()), to => Assert.Equal(to, form.Ask(new ConvertDocument { To = to })?.To));
        Assert.Equal(format.MediaType, DocumentFormats.Find(form.Ask(new ConvertDocument())!.To!)!.MediaType);
        Assert.All(DocumentCapabilities.Convert.RawOutputs.Where(other => other != form), other => Assert.Null(other.Ask(new ConvertDocument { To = name })));
    }

    [Theory]
    [InlineData("text/markdown", "markdown")]
    [InlineData("text/plain", "plain")]
    [InlineData("text/x-wiki", "mediawiki")]
    public void Convert_MediaTypeThatFormatsShare_IsTheMostUsual(string mediaType, string to) =>
        Assert.Equal(to, DocumentCapabilities.Convert.RawOutputs.Single(form => form.MediaType == mediaType).Ask(new ConvertDocument())!.To);
}
