#include "ui/dialogs/name_match.h"

namespace creel {

namespace {

bool isSubsequence(const QString& name, const QString& typed)
{
    qsizetype found = 0;
    for (const QChar character : name) {
        if (found < typed.size() && character == typed[found])
            ++found;
    }
    return found == typed.size();
}

} // namespace

QString foldedName(const QString& name)
{
    QString folded;
    for (const QChar character : name.normalized(QString::NormalizationForm_KD)) {
        if (character.isMark())
            continue;
        const bool isWord = character.isLetterOrNumber() || character.isSurrogate();
        folded.append(isWord ? character.toCaseFolded() : QChar(QLatin1Char(' ')));
    }
    return folded.simplified();
}

NameMatch matchName(const QString& name, const QString& typed)
{
    if (typed.isEmpty())
        return NameMatch::Subsequence;
    if (name == typed)
        return NameMatch::Equal;
    if (name.startsWith(typed))
        return NameMatch::Prefix;
    if (name.contains(QLatin1Char(' ') + typed))
        return NameMatch::WordStart;
    if (name.contains(typed))
        return NameMatch::Inside;
    QString letters = typed;
    letters.remove(QLatin1Char(' '));
    return isSubsequence(name, letters) ? NameMatch::Subsequence : NameMatch::None;
}

} // namespace creel
