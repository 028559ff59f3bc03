#include "core/insight/similarity.h"

#include "core/catalog/label_store.h"
#include "core/catalog/photo_scan.h"
#include "core/review/photo_index.h"

#include <QSet>

#include <opencv2/core.hpp>

#include <algorithm>

namespace creel {

namespace {

/// (1,C): the average-pooled half of a photo's features with length 1. The maxima say little more about
/// likeness and would take as much memory again.
cv::Mat unitVector(std::span<const float> features)
{
    cv::Mat row(1, int(features.size() / 2), CV_32F);
    std::copy_n(features.begin(), row.cols, row.ptr<float>());
    const double length = cv::norm(row);
    return length > 0 ? cv::Mat(row / length) : row;
}

/// In a list in order of id; null if it is not there.
auto* find(auto& entries, PhotoId photo)
{
    const auto found =
        std::ranges::lower_bound(entries, photo, {}, [](const auto& entry) { return entry.id; });
    return found != entries.end() && found->id == photo ? &*found : nullptr;
}

} // namespace

Result<void> SimilarPhotos::refresh(Connection& catalog, FeatureStore& store)
{
    CREEL_TRY(readFeatures(store));
    CREEL_ASSIGN(Catalog read, readCatalog(catalog));
    const auto lock = lockToWrite();
    m_catalog = std::move(read);
    return {};
}

/// Some at a time, so that searches wait for no more than that.
Result<void> SimilarPhotos::readFeatures(FeatureStore& store)
{
    std::vector<std::pair<QByteArray, cv::Mat>> read;
    const auto takeIn = [&] {
        const auto lock = lockToWrite();
        for (const auto& [hash, row] : read) {
            if (m_rows.contains(hash) || (m_features.rows > 0 && row.cols != m_features.cols))
                continue;
            m_rows.insert(hash, m_features.rows);
            m_hashes.append(hash);
            m_features.push_back(row);
        }
        read.clear();
    };
    const auto walked =
        store.eachSince(m_mark, m_key, [&](const QByteArray& hash, std::span<const float> features) {
            read.emplace_back(hash, unitVector(features));
            if (read.size() == 1024)
                takeIn();
        });
    takeIn();
    return walked;
}

Result<SimilarPhotos::Catalog> SimilarPhotos::readCatalog(Connection& catalog) const
{
    CREEL_ASSIGN(const QList<Label> labels, LabelStore(catalog).all());
    const LivingLabels living(labels);
    Catalog read;
    for (const Label& label : labels)
        read.labels.insert(label.id, label.name);
    QHash<PhotoId, int> rows; // of those with features
    CREEL_TRY(scanHashes(catalog, [&](PhotoId photo, QByteArrayView hash) {
        if (const auto row = m_rows.constFind(hash.toByteArray()); row != m_rows.cend())
            rows.insert(photo, *row);
    }));
    CREEL_TRY(scanPhotos(catalog, [&](const PhotoScanRow& photo) {
        const int row = rows.value(photo.id, -1);
        const PhotoId copies = photo.nearGroup.isValid()     ? photo.nearGroup
                               : photo.duplicateOf.isValid() ? photo.duplicateOf
                                                             : photo.id;
        read.entries.push_back({photo.id, copies, living(photo.folderLabel), ReviewState::Unreviewed, row});
        return true;
    }));
    std::ranges::sort(read.entries, {}, &Entry::id);
    for (Entry& copy : read.entries) { // the first of its kind may itself be a near copy of another photo
        if (const Entry* first = find(read.entries, copy.copies))
            copy.copies = first->copies;
    }
    CREEL_TRY(scanReviews(catalog, [&](const ReviewScanRow& review) {
        Entry* found = find(read.entries, review.photo);
        if (!found)
            return;
        found->state = review.state;
        if (review.label.isValid())
            found->label = living(review.label);
    }));
    return read;
}

std::shared_lock<std::shared_mutex> SimilarPhotos::lockToRead() const
{
    const std::lock_guard gate(m_gate);
    return std::shared_lock(m_mutex);
}

/// Waits with the gate closed, as a shared_mutex lets readers pass a waiting writer for ever.
std::unique_lock<std::shared_mutex> SimilarPhotos::lockToWrite()
{
    const std::lock_guard gate(m_gate);
    return std::unique_lock(m_mutex);
}

size_t SimilarPhotos::size() const
{
    const auto lock = lockToRead();
    return size_t(
        std::ranges::count_if(m_catalog.entries, [](const Entry& entry) { return entry.row >= 0; }));
}

QByteArray SimilarPhotos::referenceHash(PhotoId photo) const
{
    const auto lock = lockToRead();
    const Entry* found = find(m_catalog.entries, photo);
    return found && found->row >= 0 && found->isReference() ? m_hashes[found->row] : QByteArray();
}

/// Row by row: for one photo against 100,000 of 512 numbers OpenCV's dot product takes 35 ms on one core,
/// where Debian's FAISS (flat index) takes 55 ms and OpenCV's matrix product, made for many at once, 118 ms.
std::vector<float> SimilarPhotos::similarities(std::span<const float> features) const
{
    const cv::Mat asked = unitVector(features);
    std::vector<float> all(size_t(m_features.rows), 0.0F);
    if (asked.cols != m_features.cols)
        return {};
    for (int row = 0; row < m_features.rows; ++row)
        all[size_t(row)] = float(m_features.row(row).dot(asked));
    return all;
}

/// Adds the nearest of the wanted photos until there are enough.
template<class Wanted>
void SimilarPhotos::collect(std::span<const float> similarities, const SimilarOptions& options,
                            const Wanted& wanted, std::vector<SimilarPhoto>& found) const
{
    std::vector<const Entry*> heap;
    for (const Entry& entry : m_catalog.entries) {
        if (entry.row >= 0 && wanted(entry))
            heap.push_back(&entry);
    }
    const auto isFarther = [&](const Entry* a, const Entry* b) {
        const float similarityA = similarities[size_t(a->row)];
        const float similarityB = similarities[size_t(b->row)];
        return similarityA < similarityB || (similarityA == similarityB && a->id > b->id);
    };
    std::ranges::make_heap(heap, isFarther);
    QSet<PhotoId> shown;
    for (const SimilarPhoto& photo : found)
        shown.insert(find(m_catalog.entries, photo.id)->copies);
    if (const Entry* asked = find(m_catalog.entries, options.except))
        shown.insert(asked->copies);
    while (!heap.empty() && found.size() < options.count) {
        std::ranges::pop_heap(heap, isFarther);
        const Entry* next = heap.back();
        heap.pop_back();
        if (next->id == options.except || (!options.alsoCopies && shown.contains(next->copies)))
            continue;
        shown.insert(next->copies);
        const double similarity = std::clamp(double(similarities[size_t(next->row)]), -1.0, 1.0);
        found.push_back({next->id, m_catalog.labels.value(next->label), next->state, similarity});
    }
}

std::vector<SimilarPhoto> SimilarPhotos::nearest(std::span<const float> features,
                                                 const SimilarOptions& options) const
{
    const auto lock = lockToRead();
    const std::vector<float> all = similarities(features);
    std::vector<SimilarPhoto> found;
    if (all.empty())
        return found;
    if (!options.onlyReferences) {
        collect(
            all, options, [](const Entry&) { return true; }, found);
        return found;
    }
    const auto isAccepted = [](const Entry& entry) {
        return entry.isReference() && entry.state == ReviewState::Accepted;
    };
    collect(all, options, isAccepted, found);
    collect(
        all, options, [&](const Entry& entry) { return entry.isReference() && !isAccepted(entry); }, found);
    std::ranges::stable_sort(found, std::ranges::greater(), &SimilarPhoto::similarity);
    return found;
}

} // namespace creel
