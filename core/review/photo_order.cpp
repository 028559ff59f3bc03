#include "core/review/photo_order.h"

#include "core/review/row_sort.h"

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
    case SortKey::Name: // sortByName() makes its own keys
        return 0;
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
    case SortKey::Confidence: {
        const PredictionFacts prediction = index.prediction(row);
        return prediction.isThere ? orderedBits(double(prediction.confidence)) : unknownLast;
    }
    }
    return 0;
}

constexpr std::array sharpnessBands{50.0F, 200.0F, 800.0F}; // upper ends; see imaging/quality.h

quint64 sharpnessBand(const PhotoFacts& facts)
{
    if (isFatal(facts.problem))
        return unknownLast;
    return quint64(std::ranges::upper_bound(sharpnessBands, facts.sharpness) - sharpnessBands.begin());
}

QString sharpnessTitle(quint64 band)
{
    switch (band) {
    case 0:
        return Text::tr("Blurred");
    case 1:
        return Text::tr("Soft");
    case 2:
        return Text::tr("Sharp");
    case 3:
        return Text::tr("Very sharp");
    default:
        return Text::tr("Not measured");
    }
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
    case GroupKey::Sharpness:
        return sharpnessBand(facts);
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
    case GroupKey::Sharpness:
        return sharpnessTitle(sharpnessBand(facts));
    }
    return {};
}

std::vector<KeyedRow> sorted(const std::vector<Row>& rows, const PhotoIndex& index,
                             const LivingLabels& labels, const PhotoOrder& order)
{
    std::vector<KeyedRow> list;
    list.reserve(rows.size());
    for (const Row row : rows) {
        const quint64 key = sortValue(index, labels, order.key, row);
        list.push_back({order.descending && key != unknownLast ? ~key - 1 : key, row});
    }
    if (order.key == SortKey::Name)
        sortByName(
            list, [&](Row row) { return index.name(row); },
            order.descending ? NameOrder::FoldedDescending : NameOrder::FoldedAscending);
    else
        sortByKey(list);
    return list;
}

/// Puts what belongs together together, each group in the order it has.
std::vector<PhotoGroup> grouped(std::vector<KeyedRow>& list, const PhotoIndex& index,
                                const LivingLabels& labels, GroupKey key)
{
    std::vector<PhotoGroup> groups;
    if (key == GroupKey::None)
        return groups;
    for (KeyedRow& keyed : list)
        keyed.key = groupValue(index, labels, key, keyed.row);
    sortByKey(list);
    for (size_t i = 0; i < list.size(); ++i) {
        if (i == 0 || list[i].key != list[i - 1].key)
            groups.push_back({quint32(i), 0, groupTitle(index, labels, key, list[i].row)});
        ++groups.back().count;
    }
    return groups;
}

} // namespace

PhotoSet inOrder(std::vector<Row> rows, const PhotoIndex& index, const LivingLabels& labels,
                 const PhotoOrder& order)
{
    PhotoSet set{std::move(rows), {}, {}};
    if (order != PhotoOrder()) { // the order of the index is the default order
        std::vector<KeyedRow> list = sorted(set.rows, index, labels, order);
        set.groups = grouped(list, index, labels, order.group);
        std::ranges::transform(list, set.rows.begin(), &KeyedRow::row);
    }
    set.locate(index.size());
    return set;
}

void PhotoSet::locate(size_t indexSize)
{
    positions.assign(indexSize, nowhere);
    for (size_t i = 0; i < rows.size(); ++i)
        positions[rows[i]] = int(i);
}

} // namespace creel
