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

PhotoMatcher::Match PhotoMatcher::find(BytePath name, const BytePath& source) const
{
    name.replace('\\', '/'); // paths written on Windows
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
    Match best;
    int bestShared = -1;
    for (const int candidate : candidates) {
        const int shared = candidates.size() == 1 ? 0 : sharedFolders(file(candidate), path);
        if (shared > bestShared)
            best = {candidate, false};
        else if (shared == bestShared)
            best = {-1, true};
        bestShared = std::max(bestShared, shared);
    }
    return best;
}

} // namespace creel
