namespace WorkerGrains.Engines.Mail;

/// <summary>Keeps features apart that have the same characters. The numbers are part of every trained model.</summary>
internal enum FeatureKind : byte
{
    /// <summary>A word of subject or text.</summary>
    Word = 1,

    /// <summary>A word of the subject.</summary>
    SubjectWord = 2,

    /// <summary>A word of a link's path.</summary>
    LinkWord = 3,

    /// <summary>A word in capitals.</summary>
    Capitals = 4,

    /// <summary>Two words, one after the other.</summary>
    Pair = 5,

    /// <summary>Something true of the mail's structure.</summary>
    Fact = 6,
}
