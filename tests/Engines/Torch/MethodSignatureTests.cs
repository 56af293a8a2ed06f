using WorkerGrains.Engines.Torch;

namespace WorkerGrains.Tests.Engines.Torch;

public sealed class MethodSignatureTests
{
    private const string Body = """
          __parameters__ = []
          training : bool
          def forward(self: __torch__.a.Model,
            x: Tensor,
            sizes: Dict[str, Tuple[int, int]]=annotate(Dict[str, Tuple[int, int]], {}),
            y: Optional[Tensor]=None) -> Tuple[Tensor, Tensor]:
            return (x, x)
          def forward_all(self) -> Dict[str, Tensor]:
            return {}

        """;

    [Fact]
    public void Find_MethodOverSeveralLines_ReadsItWhole()
    {
        var signature = MethodSignature.Find(Body, "forward")!;

        Assert.Equal(
            [new("x", "Tensor", false), new("sizes", "Dict[str, Tuple[int, int]]", true), new MethodParameter("y", "Optional[Tensor]", true)],
            signature.Parameters);
        Assert.Equal("Tuple[Tensor, Tensor]", signature.Returns);
        Assert.False(signature.ReturnsDictionary);
        Assert.StartsWith("self: __torch__.a.Model,\n", signature.ParameterText, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_MethodWithoutParameters_HasNone()
    {
        var signature = MethodSignature.Find(Body, "forward_all")!;

        Assert.Empty(signature.Parameters);
        Assert.True(signature.ReturnsDictionary);
    }

    [Theory]
    [InlineData("backward")]
    [InlineData("forward_al")]
    [InlineData("orward")]
    public void Find_NoSuchMethod_IsNull(string method) => Assert.Null(MethodSignature.Find(Body, method));

    [Theory]
    [InlineData("  def forward(self")]
    [InlineData("  def forward(self)")]
    [InlineData("  def forward(self) -> ")]
    [InlineData("  def forward(self) -> Tensor")]
    [InlineData("")]
    public void Find_CutShort_IsNull(string body) => Assert.Null(MethodSignature.Find(body, "forward"));
}
