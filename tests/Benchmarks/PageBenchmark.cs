using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using WorkerGrains.Benchmarks.Harness;
using WorkerGrains.Benchmarks.Load;
using WorkerGrains.Benchmarks.Processes;

namespace WorkerGrains.Benchmarks;

/// <summary>What serving costs a page: taken apart over HTTP, beside AngleSharp called directly for the same things by as many threads.</summary>
internal sealed class PageBenchmark : IBenchmark
{
    private const int Callers = 4;
    private const int Repetitions = 12;

    public string Name => "pages";

    public async Task<IReadOnlyList<Comparison>> RunAsync(RunLength length)
    {
        var page = await LargePageAsync();
        HttpCall Call(int port) => HttpCall.Post(port, "/v1/capabilities/html.extract/run?baseUrl=https%3A%2F%2Fexample.org%2F", "text/html", page);
        using var silo = await SiloProcess.StartAsync(Call);
        var call = Call(silo.Port);
        HttpLoad.Run(call, silo.Process, Callers, length.WarmUp / 2);
        Directly(length.WarmUp / 4);

        var rounds = await Rounds.RunAsync(
            length.Rounds,
            () => Task.FromResult(Directly(length.Round)),
            () => Task.FromResult(HttpLoad.Run(call, silo.Process, Callers, length.Round).PerSecond));
        return [Comparison.Ratio($"pages: {page.Length / 1000} kB of HTML, {Callers} callers", "pages/s", rounds, static perSecond => perSecond, Goal.AtLeast(0.8))];

        double Directly(TimeSpan duration) => Rate.PerSecond(duration, () => Read(page), Environment.ProcessorCount);
    }

    /// <summary>A real page, its body as often as makes it work of several milliseconds.</summary>
    private static async Task<byte[]> LargePageAsync()
    {
        var page = await File.ReadAllTextAsync(Places.Shared("data/documents/html/writer.html4"));
        var start = page.IndexOf('>', page.IndexOf("<body", StringComparison.Ordinal)) + 1;
        var end = page.LastIndexOf("</body>", StringComparison.Ordinal);
        return Encoding.UTF8.GetBytes(page[..start] + string.Concat(Enumerable.Repeat(page[start..end], Repetitions)) + page[end..]);
    }

    /// <summary>What the capability answers, as somebody writes it who has AngleSharp and this one page.</summary>
    private static int Read(byte[] page)
    {
        using var document = new HtmlParser().ParseDocument(Encoding.UTF8.GetString(page));
        var origin = new Uri("https://example.org/");
        var links = document.Links.OfType<IHtmlAnchorElement>().Select(link => (new Uri(origin, link.GetAttribute("href")).AbsoluteUri, link.TextContent.Trim())).ToList();
        var images = document.Images.Select(image => (new Uri(origin, image.GetAttribute("src") ?? "").AbsoluteUri, image.AlternativeText)).ToList();
        var headings = document.QuerySelectorAll("h1, h2, h3, h4, h5, h6").Select(static heading => (heading.LocalName, heading.TextContent.Trim())).ToList();
        var tables = document.QuerySelectorAll<IHtmlTableElement>("table").Select(static table => table.Rows.Select(static row => row.Cells.Select(static cell => cell.TextContent.Trim()).ToList()).ToList()).ToList();
        var meta = document.QuerySelectorAll("meta[property], meta[name]").Select(static element => (element.GetAttribute("property"), element.GetAttribute("content"))).ToList();
        var text = document.Body!.TextContent.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return links.Count + images.Count + headings.Count + tables.Count + meta.Count + text.Length + (document.Title?.Length ?? 0);
    }
}
