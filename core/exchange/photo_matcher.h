#pragma once

#include "core/exchange/annotation.h"

#include <QHash>

#include <vector>

namespace creel {

/// Finds the photo file that a dataset means, among files that are known. Datasets name photos by paths of
/// other machines, with other extensions, in other cases, or by the stem alone; nothing is ever opened by
/// such a name.
class PhotoMatcher
{
public:
    struct Match
    {
        int number = -1;          ///< which of the files; -1 for none
        bool isAmbiguous = false; ///< several fit equally well
    };

    /// `files` are absolute.
    explicit PhotoMatcher(std::vector<BytePath> files);

    Match find(const AnnotatedPhoto& photo) const;
    const BytePath& file(int number) const { return m_files[size_t(number)]; }
    size_t size() const { return m_files.size(); }

private:
    Match find(const BytePath& name, const BytePath& source) const;
    Match findAsWritten(const BytePath& name, const BytePath& source) const;
    Match nearest(const QList<int>& candidates, const BytePath& path) const;

    std::vector<BytePath> m_files;
    QHash<BytePath, int> m_byPath;
    QHash<QByteArray, QList<int>> m_byName; ///< in lower case
    QHash<QByteArray, QList<int>> m_byStem;
};

} // namespace creel
