#include "core/review/photo_filter.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QTimeZone>

#include <algorithm>
#include <array>
#include <bit>

namespace creel {

namespace {

using Row = PhotoIndex::Row;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(PhotoFilter)
};

char folded(char c)
{
    return c >= 'A' && c <= 'Z' ? char(c + 32) : c;
}

/// Case is folded for ASCII only: file names are bytes, and other scripts rarely differ by case in them.
bool contains(QByteArrayView text, const QByteArray& foldedWord)
{
    return std::ranges::search(text, foldedWord, std::ranges::equal_to(), folded).begin() != text.end();
}

/// A filter with everything that can be worked out once instead of once a photo.
class Matcher
{
public:
    Matcher(const PhotoIndex& index, const LivingLabels& labels, const PhotoFilter& filter)
        : m_index(index), m_labels(labels), m_filter(filter)
    {
        for (const QString& word : filter.text.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
            QByteArray bytes = word.toUtf8();
            std::ranges::transform(bytes, bytes.begin(), folded);
            m_words.append(bytes);
        }
        for (const Folder& folder : index.folders()) {
            if (filter.folders.contains(folder.id))
                m_tops.append(folder);
        }
        for (const Folder& folder : index.folders())
            m_folderMatches.push_back(matchesFolder(folder));
    }

    bool operator()(Row row) const
    {
        const PhotoFacts& facts = m_index.facts(row);
        return m_folderMatches[facts.folder] && matchesFacts(facts) &&
               matchesReview(m_filter, m_index.review(row), m_labels(m_index.label(row))) && matchesText(row);
    }

private:
    bool matchesFolder(const Folder& folder) const
    {
        if (m_filter.roots.isEmpty() && m_filter.folders.isEmpty())
            return true;
        return m_filter.roots.contains(folder.root) || std::ranges::any_of(m_tops, [&](const Folder& top) {
                   return top.root == folder.root && (top.path.isEmpty() || folder.path == top.path ||
                                                      folder.path.startsWith(top.path + '/'));
               });
    }

    bool matchesDuplicates(const PhotoFacts& facts) const
    {
        switch (*m_filter.duplicates) {
        case PhotoFilter::Duplicates::Any:
            return facts.duplicateOf.isValid() || facts.nearGroup.isValid();
        case PhotoFilter::Duplicates::Exact:
            return facts.duplicateOf.isValid();
        case PhotoFilter::Duplicates::Near:
            return facts.nearGroup.isValid();
        case PhotoFilter::Duplicates::None:
            return !facts.duplicateOf.isValid() && !facts.nearGroup.isValid();
        }
        return false;
    }

    bool matchesFacts(const PhotoFacts& facts) const
    {
        const auto is = [](const std::optional<bool>& wanted, bool value) {
            return !wanted || *wanted == value;
        };
        return (m_filter.problems.isEmpty() || m_filter.problems.contains(facts.problem)) &&
               is(m_filter.anyProblem, facts.problem != Problem::None) &&
               is(m_filter.missing, facts.missing) && is(m_filter.hasPosition, facts.hasPosition) &&
               is(m_filter.hasDate, facts.hasDate) &&
               (!m_filter.nearGroup.isValid() || m_filter.nearGroup == facts.nearGroup) &&
               (!m_filter.duplicates || matchesDuplicates(facts));
    }

    bool matchesText(Row row) const
    {
        return std::ranges::all_of(m_words, [&](const QByteArray& word) {
            return contains(m_index.name(row), word) || contains(m_index.caption(row), word) ||
                   contains(m_index.folders()[m_index.facts(row).folder].path, word);
        });
    }

    const PhotoIndex& m_index;
    const LivingLabels& m_labels;
    const PhotoFilter& m_filter;
    QList<QByteArray> m_words;
    QList<Folder> m_tops; ///< the filter's folders
    std::vector<bool> m_folderMatches;
};

/// Order-preserving map of floating point to integers.
quint64 orderedBits(double value)
{
    const auto bits = std::bit_cast<quint64>(value);
    return bits >> 63 ? ~bits : bits | quint64(1) << 63;
}

quint64 orderedBits(qint64 value)
{
    return quint64(value) ^ quint64(1) << 63;
}

constexpr quint64 unknownLast = ~quint64(0);

quint64 sortValue(const PhotoIndex& index, const LivingLabels& labels, SortKey key, Row row)
{
    const PhotoFacts& facts = index.facts(row);
    switch (key) {
    case SortKey::Folder:
        return row;
    case SortKey::Name: { // the first eight bytes; selectPhotos() compares the rest
        quint64 head = 0;
        const QByteArrayView name = index.name(row);
        for (qsizetype i = 0; i < 8; ++i)
            head = head << 8 | (i < name.size() ? quint8(folded(name[i])) : 0);
        return head;
    }
    case SortKey::Label:
        return quint64(labels.position(labels(index.label(row))));
    case SortKey::Date:
        return facts.hasDate ? orderedBits(facts.takenAt) : unknownLast;
    case SortKey::State:
        return quint64(index.review(row).state);
    case SortKey::Sharpness:
        return isFatal(facts.problem) ? unknownLast : orderedBits(double(facts.sharpness));
    case SortKey::Brightness:
        return isFatal(facts.problem) ? unknownLast : orderedBits(double(facts.brightness));
    case SortKey::Similarity: // low bits of the hash are the coarsest structure
        return facts.hasPhash ? facts.phash : unknownLast;
    case SortKey::FileSize:
        return orderedBits(facts.fileSize);
    case SortKey::Added:
        return orderedBits(facts.importedAt);
    }
    return 0;
}

quint64 groupValue(const PhotoIndex& index, const LivingLabels& labels, GroupKey key, Row row)
{
    const PhotoFacts& facts = index.facts(row);
    switch (key) {
    case GroupKey::None:
        return 0;
    case GroupKey::Folder:
        return facts.folder;
    case GroupKey::Label:
        return quint64(labels.position(labels(index.label(row))));
    case GroupKey::Date:
        return facts.hasDate ? orderedBits(facts.takenAt / 86400) : unknownLast;
    case GroupKey::State:
        return quint64(index.review(row).state);
    case GroupKey::NearDuplicates:
        return facts.nearGroup.isValid() ? quint64(facts.nearGroup.value()) : unknownLast;
    }
    return 0;
}

QString stateTitle(ReviewState state)
{
    switch (state) {
    case ReviewState::Unreviewed:
        return Text::tr("Unreviewed");
    case ReviewState::Accepted:
        return Text::tr("Accepted");
    case ReviewState::Rejected:
        return Text::tr("Rejected");
    }
    return {};
}

QString folderTitle(const PhotoIndex& index, quint32 rank)
{
    const Folder& folder = index.folders()[rank];
    const auto root = std::ranges::find(index.roots(), folder.root, &Root::id);
    return displayPath(joinPath(splitPath(root->path).second, folder.path));
}

QString groupTitle(const PhotoIndex& index, const LivingLabels& labels, GroupKey key, Row row)
{
    const PhotoFacts& facts = index.facts(row);
    switch (key) {
    case GroupKey::None:
        return {};
    case GroupKey::Folder:
        return folderTitle(index, facts.folder);
    case GroupKey::Label: {
        const LabelId label = labels(index.label(row));
        return label.isValid() ? labels.name(label) : Text::tr("No label");
    }
    case GroupKey::Date:
        return facts.hasDate ? QDateTime::fromSecsSinceEpoch(facts.takenAt, QTimeZone::utc())
                                   .date()
                                   .toString(Qt::ISODate)
                             : Text::tr("No date");
    case GroupKey::State:
        return stateTitle(index.review(row).state);
    case GroupKey::NearDuplicates:
        return facts.nearGroup.isValid()
                   ? Text::tr("Look alike: %1").arg(displayPath(index.name(row).toByteArray()))
                   : Text::tr("One of a kind");
    }
    return {};
}

struct Keyed
{
    quint64 group;
    quint64 key;
    Row row;
};

int compareNames(const PhotoIndex& index, Row a, Row b)
{
    const QByteArrayView left = index.name(a);
    const QByteArrayView right = index.name(b);
    const auto order = std::lexicographical_compare_three_way(
        left.begin(), left.end(), right.begin(), right.end(),
        [](char x, char y) { return quint8(folded(x)) <=> quint8(folded(y)); });
    return order < 0 ? -1 : order > 0 ? 1 : 0;
}

void sortKeyed(std::vector<Keyed>& list, const PhotoIndex& index, const PhotoOrder& order)
{
    std::ranges::sort(list, [&](const Keyed& a, const Keyed& b) {
        if (a.group != b.group)
            return a.group < b.group;
        if (a.key != b.key)
            return a.key < b.key;
        if (order.key == SortKey::Name) {
            if (const int names = compareNames(index, a.row, b.row); names != 0)
                return order.descending ? names > 0 : names < 0;
        }
        return a.row < b.row;
    });
}

} // namespace

bool matchesReview(const PhotoFilter& filter, const ReviewFacts& review, LabelId living)
{
    if (filter.hasNote && *filter.hasNote != review.hasNote)
        return false;
    if (!filter.labels.isEmpty() && !filter.labels.contains(living))
        return false;
    if (filter.reasons.isEmpty())
        return filter.states.isEmpty() || filter.states.contains(review.state);
    return review.state == ReviewState::Rejected ? filter.reasons.contains(review.reason)
                                                 : filter.states.contains(review.state);
}

PhotoSet selectPhotos(const PhotoIndex& index, const LivingLabels& labels, const PhotoFilter& filter,
                      const PhotoOrder& order, const CancelToken& cancel)
{
    PhotoSet set;
    const Matcher matches(index, labels, filter);
    const auto size = Row(index.size());
    for (Row row = 0; row < size && !cancel.isCancelled(); ++row) {
        if (matches(row))
            set.rows.push_back(row);
    }
    const bool isInOrder = order.key == SortKey::Folder && !order.descending && order.group == GroupKey::None;
    if (isInOrder || cancel.isCancelled())
        return set;

    std::vector<Keyed> list;
    list.reserve(set.rows.size());
    for (const Row row : set.rows) {
        const quint64 key = sortValue(index, labels, order.key, row);
        list.push_back({groupValue(index, labels, order.group, row),
                        order.descending && key != unknownLast ? ~key - 1 : key, row});
    }
    sortKeyed(list, index, order);
    for (size_t i = 0; i < list.size(); ++i) {
        set.rows[i] = list[i].row;
        if (order.group == GroupKey::None)
            continue;
        if (i == 0 || list[i].group != list[i - 1].group)
            set.groups.push_back({quint32(i), 0, groupTitle(index, labels, order.group, list[i].row)});
        ++set.groups.back().count;
    }
    return set;
}

PhotoCounts countPhotos(const PhotoIndex& index, const LivingLabels& labels)
{
    PhotoCounts counts;
    counts.total = qint64(index.size());
    std::vector<qint64> folders(size_t(index.folders().size()), 0);
    std::array<qint64, 256> problemKinds{};
    for (Row row = 0; row < Row(index.size()); ++row) {
        const PhotoFacts& facts = index.facts(row);
        const ReviewFacts review = index.review(row);
        ++(review.state == ReviewState::Accepted   ? counts.accepted
           : review.state == ReviewState::Rejected ? counts.rejected
                                                   : counts.unreviewed);
        if (review.state == ReviewState::Rejected)
            ++counts.reasons[review.reason];
        counts.problems += facts.problem != Problem::None;
        ++problemKinds[size_t(facts.problem)];
        counts.missing += facts.missing;
        counts.exactDuplicates += facts.duplicateOf.isValid();
        counts.nearDuplicates += facts.nearGroup.isValid();
        counts.withPosition += facts.hasPosition;
        counts.withDate += facts.hasDate;
        counts.withNote += review.hasNote;
        ++counts.labels[labels(index.label(row))];
        ++folders[facts.folder];
    }
    for (size_t i = 0; i < folders.size(); ++i)
        counts.folders.insert(index.folders()[qsizetype(i)].id, folders[i]);
    for (size_t i = size_t(Problem::None) + 1; i < problemKinds.size(); ++i) {
        if (problemKinds[i] > 0)
            counts.problemKinds.insert(Problem(i), problemKinds[i]);
    }
    return counts;
}

} // namespace creel
