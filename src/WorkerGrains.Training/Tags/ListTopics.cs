namespace WorkerGrains.Training.Tags;

/// <summary>The mailing lists of the corpus as labels: a mail that came over a list is about the list's topic, more often than not.</summary>
/// <remarks>Lists that talk about anything (fork) and mail that came over no list have no label, and count as wrong for every one.</remarks>
internal static class ListTopics
{
    /// <summary>Each label with its description and a part of the addresses of its lists.</summary>
    public static IReadOnlyList<(string Label, string Description, string[] Lists)> All { get; } =
    [
        ("linux", "Installing and using Linux: distributions, kernels, drivers, networks, the shell.", ["ilug", "linux.ie"]),
        ("packages", "RPM packages for Red Hat Linux: building, dependencies, apt repositories, upgrades.", ["rpm-list", "rpm-zzzlist", "freshrpms"]),
        ("spam filters", "Filtering spam: rules, scores, false positives, training a filter, reporting unsolicited mail.", ["razor-users", "spamassassin-talk", "spamassassin-devel", "spambayes", "spamassassin-sightings"]),
        ("mail program", "Developing and using the exmh mail program: folders, sequences, Tcl code, patches.", ["exmh"]),
        ("odd news", "Strange and unexplained news: ghosts, odd crimes, ancient finds, animals, science.", ["zzzzteana", "forteana"]),
        ("security", "Security of computer programs: vulnerabilities, exploits, secure programming, attacks.", ["secprog", "securityfocus", "bugtraq"]),
    ];
}
