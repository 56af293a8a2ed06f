using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Engines.Files;

namespace WorkerGrains.Tests.Engines.Files;

public sealed class FileIdentifierConformanceTests(FileIdentifierFixture fixture) : EngineConformance, IClassFixture<FileIdentifierFixture>
{
    private protected override ValueTask<EngineUnderTest> StartAsync() => new(new EngineUnderTest<FileToIdentify, FileIdentity>
    {
        Engine = fixture.Identifier,
        Inputs = [() => Prepare("pdf/magika_test.pdf"), () => Prepare("rust/asm.rs"), () => Prepare("empty/empty_file"), () => Prepare("zip/magika_test.zip"), () => Prepare("css/code.css")],
        BadInput = () => Prepare("css/code.css") with { Excerpt = new FileExcerpt(new byte[4096], 4096) },
        Lanes = 2,
        Same = static (one, other) => one.Label == other.Label && one.Guess == other.Guess && Math.Abs(one.Score - other.Score) < 1e-4,
    });

    private FileToIdentify Prepare(string file) => fixture.Identifier.Prepare(
        new IdentifyFile { File = File.ReadAllBytes(SharedFiles.PathOrSkip(["data", "filetypes", .. file.Split('/')])) }, TestContext.Current.CancellationToken).Value!;
}
