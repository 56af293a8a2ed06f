using System.Collections.Frozen;
using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Engines.Mail.Questions;

/// <summary>The language of a text, by its script where that tells, else by the function words that make up a good part of any text.</summary>
/// <remarks>
/// Source of the method: G. Grefenstette, Comparing Two Language Identification Schemes, JADT 1995 (the "small words" technique). The words are this project's own lists
/// of the most frequent articles, pronouns, prepositions and conjunctions. A language must have at least five of them, a tenth of the words, and half as many again as
/// the next, else it is not known: so Danish and Norwegian, which share most of theirs, mostly are not. Of languages that are not listed it says nothing.
/// </remarks>
internal static class LanguageLexicon
{
    private const int MinHits = 5;
    private const double MinShare = 0.1;
    private const double MinLead = 1.5;
    private const double MinScriptShare = 0.5;

    private static readonly (string Language, FrozenSet<string> Words)[] s_languages =
    [
        ("en", Words("the of and to in is that it for was on are as with his they at be this have from or had by but not what all were we when your can said there an which their if will would you i he she my has been do our me")),
        ("de", Words("der die das und in den von zu mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis ich wir uns ihr mir")),
        ("fr", Words("le la les de des du et à un une est en que qui dans pour pas sur au plus par je il elle nous vous ils ne se ce cette avec son sa ses mais ou où sont être aux comme votre notre leur été d'un l'on c'est n'est j'ai")),
        ("es", Words("el la los las de del y a en un una que es por con para no se su al lo como más pero sus le ya o este sí porque esta entre cuando muy sin sobre también me hasta hay donde quien desde todo nos durante está son")),
        ("it", Words("il lo la i gli le di del della dei e a in un una che è per con non si da al alla come più ma anche sono nel nella questo questa o ci mi ha suo sua se perché quando essere stato dal delle degli")),
        ("pt", Words("o a os as de do da dos das e em um uma que é por com para não se no na nos nas ao como mais mas foi ele ela seu sua ou quando muito já eu também pelo pela até isso este está são você")),
        ("nl", Words("de het een van en in is dat op te zijn met voor niet aan er om ook als bij door maar uit nog over naar heeft hij ze dit of wordt deze worden je ik we wij kan meer dan wat geen mijn ons")),
        ("sv", Words("och i att det som en på är av för med den till inte om ett han men var jag de så från vi kan när man nu har där eller också ska sig du min era vid efter denna")),
        ("da", Words("og i at det som en på er af for med den til ikke om et han men var jeg de så fra vi kan når man nu har der eller også skal sig du min hvor efter denne blev")),
        ("no", Words("og i at det som en på er av for med den til ikke om et han men var jeg de så fra vi kan når man nå har der eller også skal seg du min hvor etter denne ble")),
        ("pl", Words("i w z na do się nie to że jest o jak ale za od po tak co dla przez czy ten już tylko są był może jego oraz jej być tym który która ich także")),
        ("cs", Words("a v se na je že to z s do o i k ve pro za by ale si po jako jsou od které který jeho nebo tak až při jen jsem být také už podle")),
        ("fi", Words("ja on ei että se hän oli ovat kun niin mutta joka mitä tai myös kuin jos nyt vain minä sinä me te he tämä olla kanssa sen mukaan ole jo vielä")),
        ("tr", Words("ve bir bu da de için ile çok daha ne gibi o var kadar olarak ama sonra en olan ya ben sen biz mi ki değil her şey")),
    ];

    private static readonly (string Language, string Script, Func<char, bool> Has)[] s_scripts =
    [
        ("ja", "kana", static c => c is >= '\u3040' and <= '\u30FF'),
        ("ko", "hangul", static c => c is (>= '\uAC00' and <= '\uD7A3') or (>= '\u1100' and <= '\u11FF')),
        ("th", "thai", static c => c is >= '\u0E00' and <= '\u0E7F'),
        ("el", "greek", static c => c is >= '\u0370' and <= '\u03FF'),
        ("he", "hebrew", static c => c is >= '\u0590' and <= '\u05FF'),
        ("zh", "han", static c => c is >= '\u4E00' and <= '\u9FFF'),
        ("uk", "cyrillic with і, ї, є or ґ", static c => c is 'і' or 'ї' or 'є' or 'ґ'),
        ("ru", "cyrillic with ы, э or ё", static c => c is 'ы' or 'э' or 'ё'),
    ];

    public static EmailClassification Answer(string text)
    {
        if (ByScript(text) is var (language, script))
        {
            return MailEvidence.Answer(EmailQuestion.Language, language, MailEvidence.Rule, [MailEvidence.Of(EmailEvidenceSource.Text, script)]);
        }

        List<string> words = [.. MailWords.Of(text)];
        var found = s_languages.Select(candidate => (candidate.Language, Words: words.Where(candidate.Words.Contains).ToList()))
            .OrderByDescending(static candidate => candidate.Words.Count).ToList();
        var (best, next) = (found[0], found[1]);
        var isSure = best.Words.Count >= MinHits && best.Words.Count >= MinShare * words.Count && best.Words.Count >= MinLead * next.Words.Count;
        return MailEvidence.Answer(
            EmailQuestion.Language,
            isSure ? best.Language : EmailClassification.Unknown,
            MailEvidence.Lexicon,
            best.Words.Count == 0 ? [] : best.Words.CountBy(static word => word).OrderByDescending(static word => word.Value).Select(static word => MailEvidence.Of(EmailEvidenceSource.Text, word.Key)));
    }

    /// <summary>The language that most letters can only belong to. Kana make Japanese of a text that is mostly Han, and letters of one language tell Cyrillic ones apart.</summary>
    private static (string Language, string Script)? ByScript(string text)
    {
        var letters = 0;
        var cyrillic = 0;
        var counts = new int[s_scripts.Length];
        foreach (var character in text)
        {
            if (!char.IsLetter(character))
            {
                continue;
            }

            letters++;
            var letter = char.ToLowerInvariant(character);
            cyrillic += letter is >= '\u0400' and <= '\u04FF' ? 1 : 0;
            if (letter >= '\u0370' && Array.FindIndex(s_scripts, script => script.Has(letter)) is >= 0 and var index)
            {
                counts[index]++;
            }
        }

        int Count(string language) => counts[Array.FindIndex(s_scripts, script => script.Language == language)];
        bool IsMost(int count) => count >= MinHits && count >= MinScriptShare * letters;
        string? language =
            IsMost(cyrillic) ? (Count("uk"), Count("ru")) switch
            {
                ( > 0, 0) => "uk",
                (0, > 0) => "ru",
                _ => null,
            }
            : IsMost(Count("ja") + Count("zh")) ? (Count("ja") * 10 >= Count("zh") ? "ja" : "zh")
            : s_scripts.FirstOrDefault(script => script.Language is not ("ja" or "zh" or "uk" or "ru") && IsMost(Count(script.Language))).Language;
        return language is null ? null : (language, s_scripts.First(script => script.Language == language).Script);
    }

    private static FrozenSet<string> Words(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
