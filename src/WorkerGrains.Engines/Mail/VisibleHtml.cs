using MimeKit.Text;

namespace WorkerGrains.Engines.Mail;

/// <summary>Reads HTML without what is in elements that readers do not see.</summary>
internal static class VisibleHtml
{
    /// <summary>The tokens of a document, in order, without those inside hidden elements but for comments. The tags that begin hidden elements are among them.</summary>
    /// <param name="html">The document; need not be well-formed.</param>
    /// <param name="isHidden">Which elements hide what they hold.</param>
    public static IEnumerable<HtmlToken> Tokens(string html, Predicate<HtmlTagId> isHidden)
    {
        var tokenizer = new HtmlTokenizer(new StringReader(html)) { DecodeCharacterReferences = true };
        HtmlTagId? hidden = null;
        while (tokenizer.ReadNextToken(out var token))
        {
            switch (token)
            {
                case HtmlTagToken tag when hidden is not null:
                    hidden = tag.IsEndTag && tag.Id == hidden ? null : hidden;
                    break;
                case HtmlTagToken tag:
                    hidden = isHidden(tag.Id) && !tag.IsEndTag && !tag.IsEmptyElement ? tag.Id : null;
                    yield return tag;
                    break;
                case HtmlDataToken when hidden is not null:
                    break;
                default:
                    yield return token;
                    break;
            }
        }
    }
}
