using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using WorkerGrains.Contracts.Capabilities;

namespace WorkerGrains.Engines.Tagging;

/// <summary>Labels with names of their own sets, from the configuration: <c>Tags:{schema}:{label}</c> is the label's description.</summary>
internal sealed class TagSchemas
{
    public const string Section = "Tags";

    private const int MaxNameLength = 100;
    private const int MaxDescriptionLength = 1000;

    private readonly Dictionary<string, TagLabel[]> _schemas = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The names of the schemas, in order.</summary>
    public IEnumerable<string> Names => _schemas.Keys.Order(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<TagLabel>? Find(string name) => _schemas.GetValueOrDefault(name);

    internal sealed class Reader(IConfiguration configuration) : IConfigureOptions<TagSchemas>, IValidateOptions<TagSchemas>
    {
        public void Configure(TagSchemas options)
        {
            foreach (var schema in configuration.GetSection(Section).GetChildren())
            {
                options._schemas[schema.Key] = [.. schema.GetChildren().Select(static label => new TagLabel { Name = label.Key, Description = label.Value ?? "" })];
            }
        }

        public ValidateOptionsResult Validate(string? name, TagSchemas options)
        {
            var problems = options._schemas.Select(static schema => FindProblem(schema.Key, schema.Value)).OfType<string>().ToList();
            return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
        }

        private static string? FindProblem(string schema, TagLabel[] labels) =>
            labels.Length is 0 or > TagText.MaxLabels ? $"{Section}:{schema} must have between 1 and {TagText.MaxLabels} labels, each with its description."
            : Array.Find(labels, static label => label.Name.Length > MaxNameLength) is not null ? $"{Section}:{schema} has a label with a name of more than {MaxNameLength} characters."
            : Array.Find(labels, static label => label.Description.Length > MaxDescriptionLength || SentenceSplitter.Split(label.Description).Count == 0) is { } label
                ? $"{Section}:{schema}:{label.Name} must describe the label in at most {MaxDescriptionLength} characters."
            : null;
    }
}
