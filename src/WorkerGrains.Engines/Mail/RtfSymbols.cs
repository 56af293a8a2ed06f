namespace WorkerGrains.Engines.Mail;

/// <summary>Characters that RTF has words for.</summary>
internal static class RtfSymbols
{
    public static string Of(string word) => word switch
    {
        "emdash" => "—",
        "endash" => "–",
        "bullet" => "•",
        "lquote" => "‘",
        "rquote" => "’",
        "ldblquote" => "“",
        "rdblquote" => "”",
        "emspace" => "\u2003",
        "enspace" => "\u2002",
        _ => "",
    };
}
