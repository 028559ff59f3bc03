#include "core/exchange/photo_matcher.h"

#include "core/exchange/annotation_files.h"

#include <algorithm>

namespace creel {

namespace {

/// How many folders two paths share, at their start and before their names.
int sharedFolders(const BytePath& a, const BytePath& b)
{
    const QList<QByteArray> first = splitPath(a).first.split('/');
    const QList<QByteArray> second = splitPath(b).first.split('/');
    const auto shared = [](auto begin, auto end, auto otherBegin, auto otherEnd) {
        return int(std::mismatch(begin, end, otherBegin, otherEnd).first - begin);
    };
    return shared(first.begin(), first.end(), second.begin(), second.end()) +
           shared(first.rbegin(), first.rend(), second.rbegin(), second.rend());
}

} // namespace

PhotoMatcher::PhotoMatcher(std::vector<BytePath> files) : m_files(std::move(files))
{
    for (int i = 0; i < int(m_files.size()); ++i) {
        const BytePath name = splitPath(file(i)).second.toLower();
        m_byPath.insert(file(i), i);
        m_byName[name].append(i);
        m_byStem[withoutExtension(name)].append(i);
    }
}

PhotoMatcher::Match PhotoMatcher::find(const AnnotatedPhoto& photo) const
{
    Match match = find(photo.file, photo.source);
    if (match.number < 0 && !match.isAmbiguous && !photo.alternateFile.isEmpty())
        match = find(photo.alternateFile, photo.source);
    return match;
}

PhotoMatcher::Match PhotoMatcher::find(const BytePath& name, const BytePath& source) const
{
    const Match match = findAsWritten(name, source);
    if (match.number >= 0 || match.isAmbiguous || !name.contains('\\'))
        return match;
    return findAsWritten(BytePath(name).replace('\\', '/'), source); // a path written on Windows
}

PhotoMatcher::Match PhotoMatcher::findAsWritten(const BytePath& name, const BytePath& source) const
{
    const BytePath path = name.startsWith('/') ? name : joinPath(splitPath(source).first, name);
    if (const auto known = m_byPath.constFind(path); known != m_byPath.cend())
        return {*known, false};
    const QByteArray last = splitPath(name).second.toLower();
    if (last.isEmpty())
        return {};
    for (const QList<int>& candidates :
         {m_byName.value(last), m_byStem.value(last), m_byStem.value(withoutExtension(last))}) {
        if (!candidates.isEmpty())
            return nearest(candidates, path);
    }
    return {};
}

PhotoMatcher::Match PhotoMatcher::nearest(const QList<int>& candidates, const BytePath& path) const
{
    if (candidates.size() == 1)
        return {candidates.first(), false};
    const BytePath name = splitPath(path).second;
    Match best;
    std::pair bestFit(-1, false);
    for (const int candidate : candidates) {
        const BytePath known = splitPath(file(candidate)).second;
        const bool isSameCase = known == name || withoutExtension(known) == name;
        const std::pair fit(sharedFolders(file(candidate), path), isSameCase);
        if (fit > bestFit)
            best = {candidate, false};
        else if (fit == bestFit)
            best = {-1, true};
        bestFit = std::max(bestFit, fit);
    }
    return best;
}

} // namespace creel
