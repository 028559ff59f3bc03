#include "core/review/box_set.h"

#include "core/review/photo_order.h"
#include "core/review/row_sort.h"

#include <QCoreApplication>

#include <algorithm>
#include <bit>

namespace creel {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(BoxSet)
};

constexpr quint64 unknownLast = ~quint64(0);

/// Whether the boxes have a value of their own to be sorted by; else their photos' counts.
bool isOwn(SortKey key)
{
    return key == SortKey::Label || key == SortKey::Confidence;
}

quint64 ownValue(const Box& box, const LivingLabels& labels, SortKey key)
{
    if (key == SortKey::Label)
        return quint64(labels.position(labels(box.label)));
    // What is not negative is in the order of its bits.
    return box.score ? std::bit_cast<quint64>(std::max(*box.score, 0.0)) : unknownLast;
}

/// Where each photo comes, by row of the index, once the boxes' own values and groups are taken out.
std::vector<int> photoPositions(const PhotoIndex& index, const PhotoSet& photos, const LivingLabels& labels,
                                const PhotoOrder& order)
{
    if (!isOwn(order.key) && order.group != GroupKey::Label)
        return photos.positions;
    std::vector<PhotoIndex::Row> rows = photos.rows;
    std::ranges::sort(rows);
    const PhotoOrder rest = isOwn(order.key) ? PhotoOrder() : PhotoOrder{order.key, order.descending};
    return inOrder(std::move(rows), index, labels, rest).positions;
}

} // namespace

Result<BoxSet> BoxSet::read(Connection& connection, std::shared_ptr<const PhotoIndex> index,
                            const PhotoSet& photos, const LivingLabels& labels, const PhotoFilter& filter,
                            const PhotoOrder& order, const CancelToken& cancel)
{
    BoxSet set;
    set.m_index = std::move(index);
    set.m_labels = labels;
    set.m_classes = filter.boxLabels;
    set.m_onlySmall = filter.hasSmallBoxes.value_or(false);
    set.m_photos.assign(set.m_index->size(), false);
    for (const PhotoIndex::Row row : photos.rows)
        set.m_photos[row] = true;
    CREEL_TRY(BoxStore(connection).each([&](const Box& box) {
        if (!cancel.isCancelled() && set.isShown(box.photo) && set.belongs(box))
            set.m_boxes.push_back(box);
    }));
    if (cancel.isCancelled())
        return fail(ErrorCode::Cancelled, QStringLiteral("Reading boxes was stopped."));
    set.sort(photos, order);
    return set;
}

bool BoxSet::isShown(PhotoId photo) const
{
    const auto row = m_index->rowOf(photo);
    return row && m_photos[*row];
}

bool BoxSet::belongs(const Box& box) const
{
    if (!m_classes.isEmpty() && !m_classes.contains(m_labels(box.label)))
        return false;
    return !m_onlySmall || isSmall(box.rect, m_index->facts(*m_index->rowOf(box.photo)));
}

void BoxSet::sort(const PhotoSet& photos, const PhotoOrder& order)
{
    const std::vector<int> positions = photoPositions(*m_index, photos, m_labels, order);
    std::vector<KeyedRow> list;
    list.reserve(m_boxes.size());
    for (const Box& box : m_boxes)
        list.push_back({quint64(positions[*m_index->rowOf(box.photo)]), Index(list.size())});
    sortByKey(list);
    if (isOwn(order.key)) {
        for (KeyedRow& keyed : list) {
            const quint64 key = ownValue(m_boxes[keyed.row], m_labels, order.key);
            keyed.key = order.descending && key != unknownLast ? ~key - 1 : key;
        }
        sortByKey(list);
    }
    group(list, photos, order.group);
    m_rows.resize(list.size());
    std::ranges::transform(list, m_rows.begin(), &KeyedRow::row);
    locate();
}

/// Puts what belongs together together, each group in the order it has.
void BoxSet::group(std::vector<KeyedRow>& list, const PhotoSet& photos, GroupKey key)
{
    const bool isByLabel = key == GroupKey::Label;
    if (!isByLabel && photos.groups.empty())
        return;
    const auto photoGroup = [&](const Box& box) {
        const auto position = quint32(photos.positions[*m_index->rowOf(box.photo)]);
        const auto after = std::ranges::upper_bound(photos.groups, position, {}, &PhotoGroup::first);
        return quint64(after - photos.groups.begin() - 1);
    };
    for (KeyedRow& keyed : list) {
        const Box& box = m_boxes[keyed.row];
        keyed.key = isByLabel ? quint64(m_labels.position(m_labels(box.label))) : photoGroup(box);
    }
    sortByKey(list);
    for (size_t i = 0; i < list.size(); ++i) {
        if (i == 0 || list[i].key != list[i - 1].key)
            m_groups.push_back(
                {quint32(i), 0,
                 isByLabel ? labelTitle(m_boxes[list[i].row]) : photos.groups[size_t(list[i].key)].title});
        ++m_groups.back().count;
    }
}

QString BoxSet::labelTitle(const Box& box) const
{
    const LabelId label = m_labels(box.label);
    return label.isValid() ? m_labels.name(label) : Text::tr("No label");
}

void BoxSet::locate()
{
    m_positions.assign(m_boxes.size(), nowhere);
    for (size_t i = 0; i < m_rows.size(); ++i)
        m_positions[m_rows[i]] = int(i);
    if (!m_byId.empty())
        return; // m_boxes never changes its order
    for (Index i = 0; i < Index(m_boxes.size()); ++i) {
        const auto id = size_t(m_boxes[i].id.value());
        if (id >= m_byId.size())
            m_byId.resize(std::max(id + 1, m_byId.size() * 2), none);
        m_byId[id] = i;
    }
}

BoxSet::Index BoxSet::indexOf(BoxId box) const
{
    return box.isValid() && size_t(box.value()) < m_byId.size() ? m_byId[size_t(box.value())] : none;
}

int BoxSet::positionOf(BoxId box) const
{
    const Index index = indexOf(box);
    return index == none ? nowhere : m_positions[index];
}

std::span<const Box> BoxSet::boxesOf(PhotoId photo) const
{
    const auto first = std::ranges::lower_bound(m_boxes, photo, {}, &Box::photo);
    const auto last = std::ranges::upper_bound(m_boxes, photo, {}, &Box::photo);
    return {first, last};
}

int BoxSet::positionOf(PhotoId photo) const
{
    for (const Box& box : boxesOf(photo)) {
        if (const int position = positionOf(box.id); position != nowhere)
            return position;
    }
    return nowhere;
}

BoxSet::Changes BoxSet::changes(const QList<PhotoBoxes>& now) const
{
    Changes changes;
    for (const PhotoBoxes& photo : now) {
        if (!m_index || !isShown(photo.photo))
            continue;
        for (const Box& known : boxesOf(photo.photo)) {
            if (positionOf(known.id) == nowhere)
                continue;
            const auto found = std::ranges::find(photo.boxes, known.id, &Box::id);
            if (found == photo.boxes.end())
                changes.removed.append(known.id);
            else if (*found != known)
                changes.changed.append(*found);
        }
        changes.added = changes.added || std::ranges::any_of(photo.boxes, [this](const Box& box) {
                            return positionOf(box.id) == nowhere && belongs(box);
                        });
    }
    return changes;
}

void BoxSet::apply(const Changes& changes)
{
    for (const Box& box : changes.changed)
        m_boxes[indexOf(box.id)] = box;
    if (changes.removed.isEmpty())
        return;
    std::vector<bool> isGone(m_rows.size(), false);
    for (const BoxId box : changes.removed)
        isGone[size_t(positionOf(box))] = true;
    remove(isGone);
}

void BoxSet::remove(const std::vector<bool>& isGone)
{
    quint32 goneBefore = 0;
    for (PhotoGroup& group : m_groups) {
        const auto first = isGone.begin() + group.first;
        const auto gone = quint32(std::count(first, first + group.count, true));
        group.first -= goneBefore;
        group.count -= gone;
        goneBefore += gone;
    }
    std::erase_if(m_groups, [](const PhotoGroup& group) { return group.count == 0; });
    size_t kept = 0;
    for (size_t i = 0; i < m_rows.size(); ++i) {
        if (!isGone[i])
            m_rows[kept++] = m_rows[i];
    }
    m_rows.resize(kept);
    locate();
}

} // namespace creel
