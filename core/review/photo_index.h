#pragma once

#include "core/base/byte_path.h"
#include "core/catalog/box_store.h"
#include "core/catalog/label_store.h"
#include "core/catalog/photo_scan.h"
#include "core/catalog/root_store.h"
#include "core/jobs/cancel_token.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace creel {

/// What filters, sorting and badges need to know of a photo's file. Some 100 bytes a photo.
struct PhotoFacts
{
    PhotoId id;
    PhotoId duplicateOf;
    PhotoId nearGroup;
    LabelId folderLabel;
    qint64 fileSize = 0;   ///< bytes
    qint64 importedAt = 0; ///< Unix milliseconds
    qint64 takenAt = 0;    ///< seconds on the camera's clock; see hasDate
    quint64 phash = 0;     ///< see hasPhash
    quint32 folder = 0;    ///< index into PhotoIndex::folders()
    quint32 textOffset = 0;
    quint16 nameLength = 0;    ///< bytes
    quint16 captionLength = 0; ///< bytes
    qint32 width = 0;          ///< upright pixels
    qint32 height = 0;
    float sharpness = 0;
    float brightness = 0;
    Problem problem = Problem::None;
    bool hasDate : 1 = false;
    bool hasPosition : 1 = false;
    bool hasPhash : 1 = false;
    bool missing : 1 = false;
};

/// What a person decided about a photo, as far as grids and filters care.
struct ReviewFacts
{
    ReviewState state = ReviewState::Unreviewed;
    RejectReason reason = RejectReason::None;
    LabelId label; ///< the person's, not the folder's
    bool hasNote = false;
};

/// What is known of a photo's boxes, as far as filters care.
struct BoxFacts
{
    bool any = false;
    bool verified = false;
    bool anySmall = false; ///< one covers less than smallBoxArea
    quint32 classes = 0;   ///< which labels: index into PhotoIndex::boxClasses()

    bool operator==(const BoxFacts&) const = default;
};

/// Square pixels; COCO's bound for small objects.
constexpr double smallBoxArea = 32 * 32;

/// True if the box covers less than smallBoxArea of its photo.
bool isSmall(const BoxRect& box, const PhotoFacts& photo);

/// What the catalog's current model thinks of a photo, as far as grids and filters care.
struct PredictionFacts
{
    bool isThere = false;
    LabelId label;        ///< of its best class; none where the catalog has no label of that name
    float confidence = 0; ///< 0…1
    bool abstains = false;
};

/// True if the model commits itself to another label than the photo's living one.
bool disagrees(const PredictionFacts& prediction, LabelId livingPrediction, LabelId living);

/// Every photo of a catalog in memory, ordered by root, folder and name, so that a million photos can be
/// filtered and sorted in a blink. Facts never change after load(); reviews and boxes do, and may be read
/// from any thread while the thread that owns the index writes them.
class PhotoIndex
{
public:
    using Row = quint32;

    /// Reads the catalog; the first `limit` photos only if that is not negative, so that a window has
    /// something to show at once. Any thread that owns the connection. Error Cancelled if the token says so.
    static Result<std::shared_ptr<PhotoIndex>> load(Connection& connection, qint64 limit = -1,
                                                    const CancelToken& cancel = {});

    size_t size() const { return m_facts.size(); }
    const PhotoFacts& facts(Row row) const { return m_facts[row]; }
    PhotoId id(Row row) const { return m_facts[row].id; }
    std::optional<Row> rowOf(PhotoId id) const;

    QByteArrayView name(Row row) const;
    QByteArrayView caption(Row row) const; ///< UTF-8
    /// In the order of rows: a folder's index is its rank.
    const QList<Folder>& folders() const { return m_folders; }
    const QList<Root>& roots() const { return m_roots; }
    /// "scraped/brown/1.jpg": last part of the root's path, folder, name.
    QString displayName(Row row) const;
    BytePath absolutePath(Row row) const;

    ReviewFacts review(Row row) const;
    void setReview(Row row, const ReviewFacts& review);
    /// Reads these photos' reviews again. Any thread that owns the connection.
    Result<void> loadReviews(Connection& connection, const QList<PhotoId>& photos);
    BoxFacts boxes(Row row) const;
    void setBoxes(Row row, const PhotoBoxes& boxes);
    /// Reads these photos' boxes again. Any thread that owns the connection.
    Result<void> loadBoxes(Connection& connection, const QList<PhotoId>& photos);
    /// Every set of labels that some photo's boxes have, sorted; an invalid id is a box without a label. The
    /// first is empty. Any thread; it grows only.
    QList<QList<LabelId>> boxClasses() const;
    PredictionFacts prediction(Row row) const;
    /// Reads what the current model thinks, in place of what another thought. Any thread that owns the
    /// connection.
    Result<void> loadPredictions(Connection& connection);
    /// The person's label, else the folder's claim; resolve it with LivingLabels.
    LabelId label(Row row) const;

private:
    Result<void> loadFirstPhotos(Connection& connection, qint64 limit);
    Result<void> loadAllPhotos(Connection& connection, const CancelToken& cancel);
    void sortFacts();
    void fillRowById();
    Result<void> loadAllReviews(Connection& connection);
    Result<void> loadAllBoxes(Connection& connection);
    quint32 classesOf(const QList<Box>& boxes);
    void replaceBits(Row row, quint64 mask, quint64 bits);
    QList<PhotoId> allIds() const;
    void append(quint32 folder, const PhotoScanRow& row);

    QList<Root> m_roots;
    QList<Folder> m_folders;
    std::vector<PhotoFacts> m_facts;
    std::vector<char> m_text; ///< names and captions, end to end
    std::vector<Row> m_rowById;
    std::unique_ptr<std::atomic<quint64>[]> m_reviews; ///< one packed word a photo, its boxes too
    mutable std::mutex m_classesMutex;
    QList<QList<LabelId>> m_boxClasses{{}};
    QHash<QList<LabelId>, quint32> m_classesIndex{{{}, 0}};
    std::unique_ptr<std::atomic<quint32>[]> m_predictions;
};

/// Which label a label lives on in after merges. A value: workers get a copy.
class LivingLabels
{
public:
    LivingLabels() = default;
    explicit LivingLabels(const QList<Label>& labels);

    LabelId operator()(LabelId id) const { return entry(id).living; }
    /// Rank among living labels; those without a label come last.
    int position(LabelId living) const { return living.isValid() ? entry(living).position : m_livingCount; }
    QString name(LabelId living) const { return entry(living).name; }
    /// One more than the greatest id there is.
    size_t idLimit() const { return std::max<size_t>(m_entries.size(), 1); }

    bool operator==(const LivingLabels&) const = default;

private:
    struct Entry
    {
        LabelId living;
        int position = -1;
        QString name;

        bool operator==(const Entry&) const = default;
    };

    const Entry& entry(LabelId id) const
    {
        return size_t(id.value()) < m_entries.size() ? m_entries[size_t(id.value())] : m_none;
    }

    std::vector<Entry> m_entries; ///< by id, so that a million look-ups cost next to nothing
    Entry m_none;
    int m_livingCount = 0;
};

} // namespace creel
