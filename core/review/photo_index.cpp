#include "core/review/photo_index.h"

#include "core/catalog/model_store.h"
#include "core/catalog/prediction_store.h"
#include "core/review/edit_planner.h"
#include "core/review/row_sort.h"

#include <algorithm>
#include <limits>

namespace creel {

namespace {

constexpr PhotoIndex::Row noRow = std::numeric_limits<PhotoIndex::Row>::max();

/// A review and what is known of the boxes in one word, so that a reader on another thread never sees half of
/// one: label 32 bits | classes 20 | small 1 | verified 1 | boxes 1 | note 1 | reason 4 | state 2.
constexpr int reasonShift = 2;
constexpr int noteShift = 6;
constexpr int anyShift = 7;
constexpr int verifiedShift = 8;
constexpr int smallShift = 9;
constexpr int classesShift = 10;
constexpr int labelShift = 32;
constexpr quint64 mostClasses = (quint64(1) << 20) - 1;
constexpr quint64 boxMask = (quint64(1) << labelShift) - (quint64(1) << anyShift);

quint64 packed(const ReviewFacts& review)
{
    return quint64(review.label.value()) << labelShift | quint64(review.hasNote) << noteShift |
           quint64(review.reason) << reasonShift | quint64(review.state);
}

quint64 packed(const BoxFacts& boxes)
{
    return quint64(boxes.classes) << classesShift | quint64(boxes.anySmall) << smallShift |
           quint64(boxes.verified) << verifiedShift | quint64(boxes.any) << anyShift;
}

ReviewFacts unpacked(quint64 word)
{
    ReviewFacts review;
    review.state = ReviewState(word & 3);
    review.reason = RejectReason(word >> reasonShift & 15);
    review.hasNote = (word >> noteShift & 1) != 0;
    review.label = LabelId(qint64(word >> labelShift));
    return review;
}

BoxFacts unpackedBoxes(quint64 word)
{
    return {(word >> anyShift & 1) != 0, (word >> verifiedShift & 1) != 0, (word >> smallShift & 1) != 0,
            quint32(word >> classesShift & mostClasses)};
}

/// A prediction in four bytes: label 16 bits | confidence 14 | abstains 1 | there 1. More labels than that
/// are shown as none.
constexpr quint32 mostConfident = (1 << 14) - 1;

quint32 packed(LabelId label, float confidence, bool abstains)
{
    const quint32 id = label.value() <= 0xffff ? quint32(label.value()) : 0;
    const auto level = quint32(std::clamp(confidence, 0.0F, 1.0F) * float(mostConfident) + 0.5F);
    return id << 16 | level << 2 | quint32(abstains) << 1 | 1;
}

/// Boxes of so many photos are held in memory together.
constexpr qsizetype photosAtOnce = 1000;

/// Folders by root path, then by their own: the order of rows.
QList<Folder> ranked(QList<Folder> folders, const QList<Root>& roots)
{
    QHash<RootId, qsizetype> rank;
    for (qsizetype i = 0; i < roots.size(); ++i)
        rank.insert(roots[i].id, i);
    std::ranges::sort(folders, [&](const Folder& a, const Folder& b) {
        return a.root != b.root ? rank.value(a.root) < rank.value(b.root) : a.path < b.path;
    });
    return folders;
}

} // namespace

Result<std::shared_ptr<PhotoIndex>> PhotoIndex::load(Connection& connection, qint64 limit,
                                                     const CancelToken& cancel)
{
    auto index = std::make_shared<PhotoIndex>();
    RootStore roots(connection);
    CREEL_ASSIGN(index->m_roots, roots.roots());
    CREEL_ASSIGN(const QList<Folder> folders, roots.folders());
    index->m_folders = ranked(folders, index->m_roots);
    CREEL_TRY(limit < 0 ? index->loadAllPhotos(connection, cancel)
                        : index->loadFirstPhotos(connection, limit));
    index->fillRowById();
    index->m_reviews = std::make_unique<std::atomic<quint64>[]>(index->size());
    index->m_predictions = std::make_unique<std::atomic<quint32>[]>(index->size());
    CREEL_TRY(limit < 0 ? index->loadAllReviews(connection)
                        : index->loadReviews(connection, index->allIds()));
    CREEL_TRY(limit < 0 ? index->loadAllBoxes(connection) : index->loadBoxes(connection, index->allIds()));
    if (limit < 0)
        CREEL_TRY(index->loadPredictions(connection));
    return index;
}

Result<void> PhotoIndex::loadFirstPhotos(Connection& connection, qint64 limit)
{
    for (qsizetype i = 0; i < m_folders.size() && qint64(size()) < limit; ++i) {
        CREEL_TRY(scanFolder(connection, m_folders[i].id, limit - qint64(size()),
                             [&](const PhotoScanRow& row) { append(quint32(i), row); }));
    }
    return {};
}

Result<void> PhotoIndex::loadAllPhotos(Connection& connection, const CancelToken& cancel)
{
    QHash<FolderId, quint32> rank;
    for (qsizetype i = 0; i < m_folders.size(); ++i)
        rank.insert(m_folders[i].id, quint32(i));
    CREEL_ASSIGN(const qint64 count, PhotoStore(connection).count());
    m_facts.reserve(size_t(count));
    CREEL_TRY(scanPhotos(connection, [&](const PhotoScanRow& row) {
        // A folder that another program added after the folders were read comes with the next load.
        if (const auto folder = rank.constFind(row.folder); folder != rank.cend())
            append(*folder, row);
        return !cancel.isCancelled();
    }));
    if (cancel.isCancelled())
        return fail(ErrorCode::Cancelled, QStringLiteral("Loading was stopped."));
    m_text.shrink_to_fit();
    sortFacts();
    return {};
}

/// By folder, then name. The facts are moved within their own memory: a second copy would be 100 MB.
void PhotoIndex::sortFacts()
{
    std::vector<KeyedRow> order;
    order.reserve(size());
    for (Row row = 0; row < Row(size()); ++row)
        order.push_back({0, row});
    sortByName(
        order, [this](Row row) { return name(row); }, NameOrder::Bytes);
    for (KeyedRow& keyed : order)
        keyed.key = m_facts[keyed.row].folder;
    sortByKey(order);
    for (Row start = 0; start < Row(size()); ++start) {
        const PhotoFacts displaced = m_facts[start];
        Row hole = start;
        while (order[hole].row != start) {
            const Row source = std::exchange(order[hole].row, hole);
            m_facts[hole] = m_facts[source];
            hole = source;
        }
        order[hole].row = hole;
        m_facts[hole] = displaced;
    }
}

void PhotoIndex::fillRowById()
{
    for (Row row = 0; row < Row(size()); ++row) {
        const auto id = size_t(m_facts[row].id.value());
        if (id >= m_rowById.size())
            m_rowById.resize(std::max(id + 1, m_rowById.size() * 2), noRow);
        m_rowById[id] = row;
    }
}

Result<void> PhotoIndex::loadAllReviews(Connection& connection)
{
    return scanReviews(connection, [this](const ReviewScanRow& row) {
        if (const auto found = rowOf(row.photo))
            setReview(*found, {row.state, row.reason, row.label, row.hasNote});
    });
}

Result<void> PhotoIndex::loadReviews(Connection& connection, const QList<PhotoId>& photos)
{
    QHash<PhotoId, ReviewFacts> found;
    CREEL_TRY(scanReviews(connection, photos, [&](const ReviewScanRow& row) {
        found.insert(row.photo, {row.state, row.reason, row.label, row.hasNote});
    }));
    for (const PhotoId id : photos) {
        if (const auto row = rowOf(id))
            setReview(*row, found.value(id));
    }
    return {};
}

Result<void> PhotoIndex::loadAllBoxes(Connection& connection)
{
    BoxStore store(connection);
    PhotoBoxes ofPhoto;
    const auto take = [&] {
        if (const auto row = rowOf(ofPhoto.photo))
            setBoxes(*row, ofPhoto);
    };
    CREEL_TRY(store.each([&](const Box& box) {
        if (box.photo != ofPhoto.photo) {
            take();
            ofPhoto = PhotoBoxes{box.photo, {}, false};
        }
        ofPhoto.boxes.append(box);
    }));
    take();
    CREEL_ASSIGN(const QList<PhotoId> verified, store.verifiedPhotos());
    for (const PhotoId photo : verified) {
        if (const auto row = rowOf(photo))
            replaceBits(*row, 0, quint64(1) << verifiedShift);
    }
    return {};
}

Result<void> PhotoIndex::loadBoxes(Connection& connection, const QList<PhotoId>& photos)
{
    BoxStore store(connection);
    for (qsizetype from = 0; from < photos.size(); from += photosAtOnce) {
        CREEL_ASSIGN(const QList<PhotoBoxes> found, store.ofPhotos(photos.mid(from, photosAtOnce)));
        for (const PhotoBoxes& boxes : found) {
            if (const auto row = rowOf(boxes.photo))
                setBoxes(*row, boxes);
        }
    }
    return {};
}

QList<PhotoId> PhotoIndex::allIds() const
{
    QList<PhotoId> ids;
    ids.reserve(qsizetype(size()));
    for (const PhotoFacts& facts : m_facts)
        ids.append(facts.id);
    return ids;
}

void PhotoIndex::append(quint32 folder, const PhotoScanRow& row)
{
    PhotoFacts facts;
    facts.id = row.id;
    facts.duplicateOf = row.duplicateOf;
    facts.nearGroup = row.nearGroup;
    facts.folderLabel = row.folderLabel;
    facts.fileSize = row.fileSize;
    facts.importedAt = row.importedAt;
    facts.takenAt = row.takenAt.value_or(0);
    facts.hasDate = row.takenAt.has_value();
    facts.phash = row.phash.value_or(0);
    facts.hasPhash = row.phash.has_value();
    facts.folder = folder;
    facts.width = row.width;
    facts.height = row.height;
    facts.sharpness = row.sharpness;
    facts.brightness = row.brightness;
    facts.problem = row.problem;
    facts.hasPosition = row.hasPosition;
    facts.missing = row.missing;
    facts.textOffset = quint32(m_text.size());
    facts.nameLength = quint16(row.name.size());
    facts.captionLength = quint16(std::min<qsizetype>(row.caption.size(), 60000));
    m_text.insert(m_text.end(), row.name.begin(), row.name.end());
    m_text.insert(m_text.end(), row.caption.begin(), row.caption.begin() + facts.captionLength);

    m_facts.push_back(facts);
}

std::optional<PhotoIndex::Row> PhotoIndex::rowOf(PhotoId id) const
{
    if (!id.isValid() || size_t(id.value()) >= m_rowById.size() || m_rowById[size_t(id.value())] == noRow)
        return std::nullopt;
    return m_rowById[size_t(id.value())];
}

QByteArrayView PhotoIndex::name(Row row) const
{
    const PhotoFacts& facts = m_facts[row];
    return {m_text.data() + facts.textOffset, qsizetype(facts.nameLength)};
}

QByteArrayView PhotoIndex::caption(Row row) const
{
    const PhotoFacts& facts = m_facts[row];
    return {m_text.data() + facts.textOffset + facts.nameLength, qsizetype(facts.captionLength)};
}

QString PhotoIndex::displayName(Row row) const
{
    const Folder& folder = m_folders[m_facts[row].folder];
    const auto root = std::ranges::find(m_roots, folder.root, &Root::id);
    return displayPath(
        joinPath(joinPath(splitPath(root->path).second, folder.path), name(row).toByteArray()));
}

BytePath PhotoIndex::absolutePath(Row row) const
{
    const Folder& folder = m_folders[m_facts[row].folder];
    const auto root = std::ranges::find(m_roots, folder.root, &Root::id);
    return joinPath(joinPath(root->path, folder.path), name(row).toByteArray());
}

ReviewFacts PhotoIndex::review(Row row) const
{
    return unpacked(m_reviews[row].load(std::memory_order_relaxed));
}

void PhotoIndex::setReview(Row row, const ReviewFacts& review)
{
    replaceBits(row, ~boxMask, packed(review));
}

/// The review and the boxes of a photo may be written by two threads at once.
void PhotoIndex::replaceBits(Row row, quint64 mask, quint64 bits)
{
    quint64 before = m_reviews[row].load(std::memory_order_relaxed);
    while (
        !m_reviews[row].compare_exchange_weak(before, (before & ~mask) | bits, std::memory_order_relaxed)) {
    }
}

BoxFacts PhotoIndex::boxes(Row row) const
{
    return unpackedBoxes(m_reviews[row].load(std::memory_order_relaxed));
}

void PhotoIndex::setBoxes(Row row, const PhotoBoxes& boxes)
{
    const PhotoFacts& facts = m_facts[row];
    BoxFacts found;
    found.any = !boxes.boxes.isEmpty();
    found.verified = boxes.verified;
    found.anySmall =
        std::ranges::any_of(boxes.boxes, [&](const Box& box) { return isSmall(box.rect, facts); });
    found.classes = classesOf(boxes.boxes);
    replaceBits(row, boxMask, packed(found));
}

/// Few sets of labels occur, so a photo needs no more than the number of its own.
quint32 PhotoIndex::classesOf(const QList<Box>& boxes)
{
    if (boxes.isEmpty())
        return 0;
    QList<LabelId> labels;
    for (const Box& box : boxes) {
        if (!labels.contains(box.label))
            labels.append(box.label);
    }
    std::ranges::sort(labels);
    const std::lock_guard lock(m_classesMutex);
    if (const auto known = m_classesIndex.constFind(labels); known != m_classesIndex.cend())
        return *known;
    if (quint64(m_boxClasses.size()) > mostClasses)
        return 0; // a million different mixtures of labels: what is left out is only not found by class
    m_boxClasses.append(labels);
    m_classesIndex.insert(labels, quint32(m_boxClasses.size() - 1));
    return quint32(m_boxClasses.size() - 1);
}

QList<QList<LabelId>> PhotoIndex::boxClasses() const
{
    const std::lock_guard lock(m_classesMutex);
    return m_boxClasses;
}

PredictionFacts PhotoIndex::prediction(Row row) const
{
    const quint32 word = m_predictions[row].load(std::memory_order_relaxed);
    return {(word & 1) != 0, LabelId(word >> 16), float(word >> 2 & mostConfident) / float(mostConfident),
            (word & 2) != 0};
}

Result<void> PhotoIndex::loadPredictions(Connection& connection)
{
    std::vector<quint32> words(size(), 0);
    ModelStore models(connection);
    CREEL_ASSIGN(const auto model, models.current());
    if (model) {
        CREEL_ASSIGN(const QList<LabelId> labels, models.classLabels(*model));
        CREEL_TRY(PredictionStore(connection).scan(model->id, [&](const Prediction& prediction) {
            const auto row = rowOf(prediction.photo);
            if (row && prediction.best < labels.size())
                words[*row] = packed(labels[prediction.best], prediction.confidence, prediction.abstains);
        }));
    }
    for (Row row = 0; row < Row(size()); ++row)
        m_predictions[row].store(words[row], std::memory_order_relaxed);
    return {};
}

bool isSmall(const BoxRect& box, const PhotoFacts& photo)
{
    return box.width() * box.height() * photo.width * photo.height < smallBoxArea;
}

bool disagrees(const PredictionFacts& prediction, LabelId livingPrediction, LabelId living)
{
    return prediction.isThere && !prediction.abstains && livingPrediction.isValid() && living.isValid() &&
           livingPrediction != living;
}

LabelId PhotoIndex::label(Row row) const
{
    const LabelId own = review(row).label;
    return own.isValid() ? own : m_facts[row].folderLabel;
}

LivingLabels::LivingLabels(const QList<Label>& labels)
{
    for (const Label& label : labels) {
        const auto id = size_t(label.id.value());
        if (id >= m_entries.size())
            m_entries.resize(id + 1);
        m_entries[id] = {livingLabel(labels, label.id), -1, label.name};
        if (!label.mergedInto.isValid())
            m_entries[id].position = m_livingCount++;
    }
    m_none.position = m_livingCount;
    for (Entry& entry : m_entries) {
        if (entry.position < 0)
            entry.position = m_livingCount;
    }
}

} // namespace creel
