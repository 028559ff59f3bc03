#pragma once

#include "core/catalog/feature_store.h"
#include "core/catalog/review_store.h"

#include <QHash>
#include <QStringList>

#include <opencv2/core/mat.hpp>

#include <mutex>
#include <shared_mutex>

namespace creel {

/// A photo of the catalog that looks like the one that was asked about.
struct SimilarPhoto
{
    PhotoId id;
    QString label; ///< its living label; empty without one
    ReviewState state = ReviewState::Unreviewed;
    double similarity = 0; ///< cosine of the features' angle, 1 for the same photo

    bool operator==(const SimilarPhoto&) const = default;
};

struct SimilarOptions
{
    size_t count = 12;
    PhotoId except = {};         ///< the photo that is asked about, and without `alsoCopies` its copies
    bool alsoCopies = false;     ///< else of photos with the same bytes or near copies, only the nearest
    bool onlyReferences = false; ///< photos with a label: accepted ones, and only where there are not enough
                                 ///< of those, others that nobody rejected
};

/// Finds photos by what a frozen network sees in them. Holds the average-pooled features of a whole catalog
/// in memory and compares with every one, so that nothing is missed. Any thread may search while one thread
/// refreshes.
class SimilarPhotos
{
public:
    /// `key` is the features', see featureKey().
    explicit SimilarPhotos(QByteArray key) : m_key(std::move(key)) {}

    const QByteArray& key() const { return m_key; }

    /// Reads what photos there are, what people decided, and the features that are new since the last time.
    /// Both must always be the same catalog's. On the thread that owns the connections.
    Result<void> refresh(Connection& catalog, FeatureStore& store);

    /// Photos that have features.
    size_t size() const;
    /// The nearest first. `features` are (2C), as Body::embed() gives them for one photo; none where they are
    /// another network's.
    std::vector<SimilarPhoto> nearest(std::span<const float> features, const SimilarOptions& options) const;
    /// The content hash of a photo that `onlyReferences` may give; empty for any other.
    QByteArray referenceHash(PhotoId photo) const;

private:
    struct Entry
    {
        PhotoId id;
        PhotoId copies; ///< the first of those that are copies of each other
        LabelId label;  ///< living
        ReviewState state = ReviewState::Unreviewed;
        int row = -1; ///< of m_features

        bool isReference() const { return label.isValid() && state != ReviewState::Rejected; }
    };
    /// What refresh() replaces at once.
    struct Catalog
    {
        std::vector<Entry> entries; ///< in order of id
        QHash<LabelId, QString> labels;
    };

    Result<void> readFeatures(FeatureStore& store);
    Result<Catalog> readCatalog(Connection& catalog) const;
    std::vector<float> similarities(std::span<const float> features) const;
    std::shared_lock<std::shared_mutex> lockToRead() const;
    std::unique_lock<std::shared_mutex> lockToWrite();
    template<class Wanted>
    void collect(std::span<const float> similarities, const SimilarOptions& options, const Wanted& wanted,
                 std::vector<SimilarPhoto>& found) const;

    const QByteArray m_key;
    qint64 m_mark = 0; ///< the refreshing thread's

    mutable std::mutex m_gate;         ///< passed on the way to m_mutex
    mutable std::shared_mutex m_mutex; ///< of the rest
    cv::Mat m_features;                ///< (rows,C) 32-bit floats; each row has length 1
    QHash<QByteArray, int> m_rows;     ///< by content hash
    QList<QByteArray> m_hashes;        ///< by row
    Catalog m_catalog;
};

} // namespace creel
