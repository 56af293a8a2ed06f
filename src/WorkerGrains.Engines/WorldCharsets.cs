using System.Text;

namespace WorkerGrains.Engines;

/// <summary>The charsets of the world, beside those that the runtime has itself.</summary>
/// <remarks>
/// The runtime asks a provider first also for what it has itself, and the one of code pages looks for that in its tables each time. Who reads mails asks for
/// UTF-8 with every address.
/// </remarks>
internal sealed class WorldCharsets : EncodingProvider
{
    private static readonly WorldCharsets s_instance = new();

    private WorldCharsets()
    {
    }

    /// <summary>Has the process know them; once is enough. To be done before a library looks for one: what it has not found it may look for no more.</summary>
    public static void Register() => Encoding.RegisterProvider(s_instance);

    /// <inheritdoc/>
    public override Encoding? GetEncoding(int codepage) => IsOfRuntime(codepage) ? null : CodePagesEncodingProvider.Instance.GetEncoding(codepage);

    /// <inheritdoc/>
    public override Encoding? GetEncoding(string name) => CodePagesEncodingProvider.Instance.GetEncoding(name);

    // UTF-8, ASCII, Latin-1, UTF-16 and UTF-32.
    private static bool IsOfRuntime(int codepage) => codepage is 65001 or 20127 or 28591 or 1200 or 1201 or 12000 or 12001;
}
