using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using WorkerGrains.Contracts.Capabilities;
using WorkerGrains.Contracts.Encoding;

namespace WorkerGrains.Tests.Contracts.Encoding;

public sealed class ContractSchemaTests
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public void Generate_Greet_ShowsRequiredMembersAndLimits() => AssertSchema(typeof(Greet), """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "type": "object",
          "properties": {
            "message": {
              "description": "The message.",
              "type": "string",
              "minLength": 1,
              "maxLength": 10000
            },
            "uppercase": {
              "description": "Whether to answer in capitals.",
              "type": "boolean"
            },
            "reverse": {
              "description": "Whether to answer back to front, by grapheme.",
              "type": "boolean"
            },
            "exclamations": {
              "description": "How many exclamation marks to add.",
              "type": "integer",
              "minimum": 0,
              "maximum": 10
            }
          },
          "required": [
            "message"
          ],
          "additionalProperties": false
        }
        """);

    [Fact]
    public void Generate_EmailToClassify_ShowsItsForms() => AssertSchema(typeof(EmailToClassify), """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "type": "object",
          "properties": {
            "message": {
              "description": "The whole message as it was sent (RFC 5322), as text and not base64.",
              "type": [
                "string",
                "null"
              ]
            },
            "subject": {
              "description": "The subject, when there is no whole message.",
              "type": [
                "string",
                "null"
              ],
              "minLength": 0,
              "maxLength": 10000
            },
            "body": {
              "description": "The text, when there is no whole message.",
              "type": [
                "string",
                "null"
              ],
              "minLength": 0,
              "maxLength": 10000000
            }
          },
          "additionalProperties": false,
          "oneOf": [
            {
              "type": "object",
              "required": [
                "message"
              ],
              "properties": {
                "message": {
                  "not": {
                    "type": "null"
                  }
                },
                "subject": {
                  "type": "null"
                },
                "body": {
                  "type": "null"
                }
              }
            },
            {
              "type": "object",
              "required": [
                "subject",
                "body"
              ],
              "properties": {
                "message": {
                  "type": "null"
                },
                "subject": {
                  "not": {
                    "type": "null"
                  }
                },
                "body": {
                  "not": {
                    "type": "null"
                  }
                }
              }
            }
          ]
        }
        """);

    [Fact]
    public void Generate_ImageLabels_ShowsWhatIsInsideLists() => AssertSchema(typeof(ImageLabels), """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "type": "object",
          "properties": {
            "labels": {
              "description": "The likeliest labels, likeliest first.",
              "type": "array",
              "items": {
                "type": "object",
                "properties": {
                  "label": {
                    "description": "What it is called, synonyms separated by commas.",
                    "type": "string"
                  },
                  "index": {
                    "description": "Its number in the model, from 0.",
                    "type": "integer",
                    "minimum": 0,
                    "maximum": 2147483647
                  },
                  "confidence": {
                    "description": "The probability.",
                    "type": "number",
                    "minimum": 0,
                    "maximum": 1
                  }
                },
                "required": [
                  "label",
                  "index",
                  "confidence"
                ],
                "additionalProperties": false
              }
            }
          },
          "required": [
            "labels"
          ],
          "additionalProperties": false
        }
        """);

    [Theory]
    [InlineData("name", """{"description":"A name.","type":"string","minLength":2,"maxLength":4}""")]
    [InlineData("flag", """{"type":"boolean"}""")]
    [InlineData("count", """{"type":"integer","minimum":1,"maximum":10}""")]
    [InlineData("share", """{"type":"number","minimum":0,"maximum":1}""")]
    [InlineData("level", """{"type":["number","null"],"minimum":0.1,"exclusiveMaximum":0.9}""")]
    [InlineData("price", """{"type":["number","null"],"minimum":0.5,"maximum":99.5}""")]
    [InlineData("speed", """{"type":"string","enum":["fast","verySlow"]}""")]
    [InlineData("fallback", """{"type":["string","null"],"enum":["fast","verySlow",null]}""")]
    [InlineData("choice", """{"type":["string","null"],"enum":["a","b",null]}""")]
    [InlineData("maybe", """{"type":["integer","null"],"minimum":-2147483648,"maximum":2147483647}""")]
    [InlineData("words", """{"type":["array","null"],"items":{"type":"string"},"minItems":0,"maxItems":3}""")]
    [InlineData("numbers", """{"type":["array","null"],"items":{"type":["integer","null"],"minimum":-2147483648,"maximum":2147483647}}""")]
    [InlineData("matrix", """{"type":["array","null"],"items":{"type":"array","items":{"type":"number"}}}""")]
    [InlineData("speeds", """{"type":["object","null"],"additionalProperties":{"type":"string","enum":["fast","verySlow"]}}""")]
    [InlineData("bytes", """{"type":["string","null"],"contentEncoding":"base64"}""")]
    [InlineData("text", """{"type":["string","null"],"contentMediaType":"application/pdf"}""")]
    public void Generate_Member_IsShownAs(string member, string schema) =>
        Assert.Equal(schema, ContractSchema.Generate(typeof(EveryKind))["properties"]![member]!.ToJsonString());

    [Fact]
    public void Generate_PositionalRecord_ShowsWhatItsParametersSay() => Assert.Equal(
        """{"default":0,"type":"integer","minimum":0,"maximum":3}""",
        ContractSchema.Generate(typeof(Part))["properties"]!["weight"]!.ToJsonString());

    [Fact]
    public void Generate_Dictionary_LimitsItsProperties()
    {
        var schema = ContractSchema.Generate(typeof(EveryKind))["properties"]!["byName"]!;

        Assert.Equal((0, 2), ((int)schema["minProperties"]!, (int)schema["maxProperties"]!));
    }

    private static void AssertSchema(Type type, string expected) =>
        Assert.Equal(expected.ReplaceLineEndings("\n"), JsonSerializer.Serialize<JsonNode>(ContractSchema.Generate(type), s_indented));
}
