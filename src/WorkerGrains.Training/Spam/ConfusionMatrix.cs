namespace WorkerGrains.Training.Spam;

/// <summary>How often spam and ham were taken for what.</summary>
internal sealed class ConfusionMatrix
{
    public int SpamAsSpam { get; private set; }

    public int SpamAsHam { get; private set; }

    public int HamAsSpam { get; private set; }

    public int HamAsHam { get; private set; }

    public int Count => SpamAsSpam + SpamAsHam + HamAsSpam + HamAsHam;

    public double Accuracy => (double)(SpamAsSpam + HamAsHam) / Count;

    /// <summary>Of what was called spam, the share that is.</summary>
    public double Precision => (double)SpamAsSpam / (SpamAsSpam + HamAsSpam);

    /// <summary>Of the spam, the share that was found.</summary>
    public double Recall => (double)SpamAsSpam / (SpamAsSpam + SpamAsHam);

    public void Add(bool isSpam, bool calledSpam)
    {
        SpamAsSpam += isSpam && calledSpam ? 1 : 0;
        SpamAsHam += isSpam && !calledSpam ? 1 : 0;
        HamAsSpam += !isSpam && calledSpam ? 1 : 0;
        HamAsHam += !isSpam && !calledSpam ? 1 : 0;
    }
}
