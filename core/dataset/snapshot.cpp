#include "core/dataset/snapshot.h"

#include "core/dataset/dataset_text.h"
#include "core/dataset/photo_groups.h"
#include "core/review/photo_index.h"

#include <algorithm>
#include <unordered_map>

namespace creel {

namespace {

/// A photo with what decides whether and how it takes part.
struct Candidate
{
    PhotoIndex::Row row = 0;
    LabelId label;
    bool isAccepted = false;
};

/// What the index does not hold.
struct FileFacts
{
    QByteArray hash;
    quint32 camera = 0;
};

/// Takes one snapshot.
class Snapshotter
{
public:
    Snapshotter(Connection& connection, const SnapshotOptions& options, const CancelToken& cancel)
        : m_connection(connection), m_options(options), m_cancel(cancel)
    {}

    Result<Snapshot> run();

private:
    Result<void> load();
    Result<void> loadFileFacts();
    std::vector<quint32> groupAll() const;
    std::optional<LeftOut> whyNot(PhotoIndex::Row row, LabelId label) const;
    std::vector<Candidate> candidates();
    std::vector<Candidate> withoutCopies(std::vector<Candidate> all);
    void nameClasses(const std::vector<Candidate>& chosen);
    Result<void> split(const std::vector<Candidate>& chosen);
    std::vector<SplitItem> items(const std::vector<Candidate>& chosen) const;
    GroupSides groupSides() const;
    void keepSidesApart();
    void count();
    Result<void> checkClasses() const;
    Result<void> checkSides() const;
    void leaveOut(LeftOut reason) { ++m_snapshot.leftOut[reason]; }

    Connection& m_connection;
    const SnapshotOptions m_options;
    const CancelToken m_cancel;
    std::shared_ptr<PhotoIndex> m_index;
    LivingLabels m_living;
    std::vector<FileFacts> m_files; ///< by row
    std::vector<quint32> m_groups;  ///< by row
    QHash<PhotoId, SplitPart> m_sides;
    Snapshot m_snapshot;
};

Result<void> Snapshotter::load()
{
    CREEL_ASSIGN(m_snapshot.catalogRevision,
                 m_connection.integer(QStringLiteral("SELECT revision FROM catalog_state")));
    CREEL_ASSIGN(const QList<Label> labels, LabelStore(m_connection).all());
    m_living = LivingLabels(labels);
    for (const Label& label : labels)
        if (!label.mergedInto.isValid())
            m_snapshot.labels.append(label.id);
    CREEL_ASSIGN(m_index, PhotoIndex::load(m_connection, -1, m_cancel));
    CREEL_TRY(loadFileFacts());
    CREEL_ASSIGN(m_sides, SplitStore(m_connection).all());
    m_groups = groupAll();
    return {};
}

Result<void> Snapshotter::loadFileFacts()
{
    m_files.resize(m_index->size());
    std::unordered_map<QString, quint32> cameras{{QString(), 0}};
    CREEL_ASSIGN(Query query, m_connection.run(QStringLiteral("SELECT id, hash, camera FROM photo")));
    return query.each([&](const Query& row) {
        if (const auto known = m_index->rowOf(row.id<PhotoId>(0)))
            m_files[*known] = {row.bytes(1),
                               cameras.try_emplace(row.text(2), quint32(cameras.size())).first->second};
    });
}

std::vector<quint32> Snapshotter::groupAll() const
{
    std::vector<GroupingRow> rows;
    rows.reserve(m_index->size());
    for (PhotoIndex::Row row = 0; row < m_index->size(); ++row) {
        const PhotoFacts& facts = m_index->facts(row);
        rows.push_back({facts.id, m_index->folders()[facts.folder].id, m_index->name(row).toByteArray(),
                        m_files[row].hash, facts.hasDate ? std::optional(facts.takenAt) : std::nullopt,
                        m_files[row].camera, facts.nearGroup});
    }
    return groupPhotos(rows);
}

std::optional<LeftOut> Snapshotter::whyNot(PhotoIndex::Row row, LabelId label) const
{
    const PhotoFacts& facts = m_index->facts(row);
    const ReviewState state = m_index->review(row).state;
    if (state == ReviewState::Rejected)
        return LeftOut::Rejected;
    if (facts.problem != Problem::None || m_files[row].hash.isEmpty())
        return LeftOut::Problem;
    if (facts.missing)
        return LeftOut::Missing;
    if (!label.isValid())
        return LeftOut::NoLabel;
    if (m_options.onlyAccepted && state != ReviewState::Accepted)
        return LeftOut::Unreviewed;
    return std::nullopt;
}

std::vector<Candidate> Snapshotter::candidates()
{
    std::vector<Candidate> chosen;
    for (PhotoIndex::Row row = 0; row < m_index->size(); ++row) {
        const LabelId label = m_living(m_index->label(row));
        if (const auto reason = whyNot(row, label))
            leaveOut(*reason);
        else
            chosen.push_back({row, label, m_index->review(row).state == ReviewState::Accepted});
    }
    return chosen;
}

/// Of photos with the same bytes one takes part: an accepted one before the others, then the first. Where
/// their labels differ, nobody knows which is right.
std::vector<Candidate> Snapshotter::withoutCopies(std::vector<Candidate> all)
{
    std::ranges::stable_sort(all, [&](const Candidate& a, const Candidate& b) {
        return std::tuple(m_files[a.row].hash, b.isAccepted, m_index->id(a.row)) <
               std::tuple(m_files[b.row].hash, a.isAccepted, m_index->id(b.row));
    });
    std::vector<Candidate> chosen;
    for (size_t first = 0, next = 0; first < all.size(); first = next) {
        bool differ = false;
        for (next = first; next < all.size() && m_files[all[next].row].hash == m_files[all[first].row].hash;
             ++next)
            differ = differ ||
                     (all[next].isAccepted == all[first].isAccepted && all[next].label != all[first].label);
        if (const qint64 others = qint64(next - first) - (differ ? 0 : 1))
            m_snapshot.leftOut[differ ? LeftOut::LabelsDiffer : LeftOut::Copy] += others;
        if (!differ)
            chosen.push_back(all[first]);
    }
    return chosen;
}

/// Classes are the labels that have photos.
void Snapshotter::nameClasses(const std::vector<Candidate>& chosen)
{
    QSet<LabelId> used;
    for (const Candidate& candidate : chosen)
        used.insert(candidate.label);
    m_snapshot.labels.removeIf([&](LabelId label) { return !used.contains(label); });
    for (const LabelId label : m_snapshot.labels)
        m_snapshot.classes.append(m_living.name(label));
}

std::vector<SplitItem> Snapshotter::items(const std::vector<Candidate>& chosen) const
{
    QHash<LabelId, int> number;
    for (qsizetype i = 0; i < m_snapshot.labels.size(); ++i)
        number.insert(m_snapshot.labels[i], int(i));
    std::vector<SplitItem> items;
    for (const Candidate& candidate : chosen) {
        const auto side = m_sides.constFind(m_index->id(candidate.row));
        items.push_back({m_files[candidate.row].hash, number.value(candidate.label), m_groups[candidate.row],
                         side == m_sides.cend() ? std::nullopt : std::optional(*side)});
    }
    return items;
}

/// The strictest side that a photo of each group has been given, whether it takes part today or not.
GroupSides Snapshotter::groupSides() const
{
    GroupSides sides;
    for (auto entry = m_sides.cbegin(); entry != m_sides.cend(); ++entry) {
        if (const auto row = m_index->rowOf(entry.key())) {
            SplitPart& side = sides.try_emplace(m_groups[*row], *entry).first->second;
            side = std::max(side, *entry);
        }
    }
    return sides;
}

Result<void> Snapshotter::split(const std::vector<Candidate>& chosen)
{
    const std::vector<SplitItem> items = this->items(chosen);
    std::vector<SplitPart> sides = planSplit(items, groupSides(), m_options.fractions, m_options.seed);
    if (m_connection.access() != Connection::Access::ReadOnly) {
        std::vector<SplitStore::Entry> entries;
        for (size_t i = 0; i < items.size(); ++i)
            if (!items[i].side)
                entries.emplace_back(m_index->id(chosen[i].row), sides[i]);
        CREEL_TRY(SplitStore(m_connection).assign(entries));
        CREEL_ASSIGN(m_sides, SplitStore(m_connection).all()); // another training may have been quicker
    }
    for (size_t i = 0; i < items.size(); ++i) {
        const PhotoIndex::Row row = chosen[i].row;
        const PhotoId id = m_index->id(row);
        m_snapshot.photos.push_back({id, m_index->absolutePath(row), items[i].hash, items[i].label,
                                     m_sides.value(id, sides[i]), items[i].group});
        m_snapshot.unreviewed += !chosen[i].isAccepted;
    }
    return {};
}

/// A group that came to span sides, because copies were found later, takes part on the strictest only.
void Snapshotter::keepSidesApart()
{
    std::unordered_map<quint32, std::pair<SplitPart, int>> groups; // strictest side, photos
    for (const SnapshotPhoto& photo : m_snapshot.photos) {
        auto& [side, count] = groups.try_emplace(photo.group, photo.part, 0).first->second;
        side = std::max(side, photo.part);
        ++count;
    }
    const qint64 removed = qint64(std::erase_if(m_snapshot.photos, [&](const SnapshotPhoto& photo) {
        return groups[photo.group].first != photo.part;
    }));
    if (removed > 0)
        m_snapshot.leftOut[LeftOut::OtherSide] = removed;
    m_snapshot.hasTies =
        std::ranges::any_of(groups, [](const auto& group) { return group.second.second > 1; });
    std::ranges::sort(m_snapshot.photos, {}, &SnapshotPhoto::id);
}

void Snapshotter::count()
{
    m_snapshot.counts.resize(size_t(m_snapshot.classes.size()));
    std::vector<SplitItem> items;
    std::vector<SplitPart> sides;
    for (const SnapshotPhoto& photo : m_snapshot.photos) {
        ++m_snapshot.counts[size_t(photo.label)][size_t(photo.part)];
        items.push_back({photo.hash, photo.label, photo.group, photo.part});
        sides.push_back(photo.part);
    }
    m_snapshot.splitDigest = splitDigest(items, sides, m_snapshot.classes);
}

Result<void> Snapshotter::checkClasses() const
{
    if (m_snapshot.classes.size() >= 2)
        return {};
    return fail(ErrorCode::BadInput,
                m_options.onlyAccepted
                    ? DatasetText::tr("There are not yet accepted photos of two labels to train on. Accept "
                                      "more, or let unreviewed photos take part.")
                    : DatasetText::tr("There are not yet photos of two labels to train on. Label some."));
}

Result<void> Snapshotter::checkSides() const
{
    const auto classesIn = [&](SplitPart part) {
        return std::ranges::count_if(m_snapshot.counts,
                                     [&](const auto& counts) { return counts[size_t(part)] > 0; });
    };
    if (classesIn(SplitPart::Train) >= 2 && classesIn(SplitPart::Valid) >= 1)
        return {};
    return fail(ErrorCode::BadInput,
                DatasetText::tr("There are too few photos to train on some and test on others. Label more "
                                "of each class."));
}

Result<Snapshot> Snapshotter::run()
{
    CREEL_TRY(load());
    const std::vector<Candidate> chosen = withoutCopies(candidates());
    nameClasses(chosen);
    CREEL_TRY(checkClasses());
    if (m_cancel.isCancelled())
        return fail(ErrorCode::Cancelled, DatasetText::tr("Stopped before the training began."));
    CREEL_TRY(split(chosen));
    keepSidesApart();
    count();
    CREEL_TRY(checkSides());
    m_snapshot.warnings = warningsOf(m_snapshot);
    return std::move(m_snapshot);
}

} // namespace

qint64 Snapshot::count(SplitPart part) const
{
    return std::ranges::count(photos, part, &SnapshotPhoto::part);
}

Result<Snapshot> takeSnapshot(Connection& connection, const SnapshotOptions& options,
                              const CancelToken& cancel)
{
    return Snapshotter(connection, options, cancel).run();
}

std::vector<SnapshotPhoto> withRandomSides(const Snapshot& snapshot, quint64 seed)
{
    std::vector<SnapshotPhoto> photos;
    std::vector<SplitItem> items;
    for (const SnapshotPhoto& photo : snapshot.photos) {
        if (photo.part == SplitPart::Test)
            continue;
        items.push_back({photo.hash, photo.label, quint32(photos.size()), std::nullopt});
        photos.push_back(photo);
    }
    const double valid =
        double(snapshot.count(SplitPart::Valid)) / double(std::max<size_t>(photos.size(), 1));
    const std::vector<SplitPart> sides = planSplit(items, {}, {valid, 0}, seed);
    for (size_t i = 0; i < photos.size(); ++i)
        photos[i].part = sides[i];
    return photos;
}

} // namespace creel
