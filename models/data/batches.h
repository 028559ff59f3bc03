#pragma once

#include "core/ingest/ordered_workers.h"
#include "models/data/photo_cache.h"
#include "models/engine/torch_body.h"

namespace creel {

/// What one step of a training learns from.
struct Batch
{
    torch::Tensor input;  ///< images (B,3,S,S), or features (B,2C)
    torch::Tensor target; ///< (B) class numbers
};

/// Hands out batches one after the other. Throws what libtorch and OpenCV throw.
class BatchSource
{
public:
    virtual ~BatchSource() = default;

    /// Nothing at the end. A batch may be smaller than planned, even empty, where photos are unreadable.
    virtual std::optional<Batch> next() = 0;
    virtual int count() const = 0;
    /// Seconds for which next() had to wait for photos.
    virtual double waited() const { return 0; }
};

/// How many photos are shown to a network at a time where it learns nothing; more are no faster and take more
/// memory.
inline constexpr int shownAtOnce = 32;

/// Cuts `size` items into batches of about `batchSize`, all of nearly the same size, so that none is tiny:
/// where each begins, and the end.
std::vector<size_t> batchBounds(size_t size, int batchSize);

/// A shuffled order of photos with these labels; with `isBalanced`, as many draws in which each class is as
/// likely.
std::vector<size_t> epochOrder(std::span<const int> labels, bool isBalanced, Draw draw);

/// How a photo is shown to the network; `index` is its place in the cache. Any thread.
using Squarer = std::function<cv::Mat(const QImage& photo, size_t index)>;

/// For a cache of squares that stay as they are.
cv::Mat sameSquare(const QImage& square, size_t index);

/// Batches of photos, decoded and cut by worker threads ahead of the network.
class PhotoBatches : public BatchSource
{
public:
    PhotoBatches(PhotoCache& photos, std::vector<size_t> order, int batchSize, Squarer squarer,
                 const Normalization& normalization);

    std::optional<Batch> next() override;
    int count() const override { return int(m_bounds.size()) - 1; }
    double waited() const override { return m_waited; }

private:
    void orderAhead();

    PhotoCache& m_photos;
    const std::vector<size_t> m_order;
    const std::vector<size_t> m_bounds;
    const Squarer m_squarer;
    const Normalization m_normalization;
    size_t m_ordered = 0; ///< photos given to the workers
    size_t m_batch = 0;
    double m_waited = 0;
    OrderedWorkers<cv::Mat> m_workers;
};

/// Batches of what a frozen body sees in photos.
class FrozenBatches : public BatchSource
{
public:
    FrozenBatches(std::unique_ptr<BatchSource> photos, const TorchBody& body)
        : m_photos(std::move(photos)), m_body(body)
    {}

    std::optional<Batch> next() override;
    int count() const override { return m_photos->count(); }
    double waited() const override { return m_photos->waited(); }

private:
    torch::Tensor featuresOf(const torch::Tensor& images) const;

    const std::unique_ptr<BatchSource> m_photos;
    const TorchBody& m_body;
};

/// What a frozen body sees in every readable photo of a cache.
struct FeatureTable
{
    torch::Tensor features; ///< (N,2C)
    torch::Tensor mirrored; ///< the same of the mirror images; undefined where they are not wanted
    std::vector<int> labels;
};

/// Batches out of such a table; with mirror images, each photo is one or the other.
class TableBatches : public BatchSource
{
public:
    TableBatches(const FeatureTable& table, std::vector<size_t> order, int batchSize, Draw draw);

    std::optional<Batch> next() override;
    int count() const override { return int(m_bounds.size()) - 1; }

private:
    const FeatureTable& m_table;
    const std::vector<size_t> m_order;
    const std::vector<size_t> m_bounds;
    Draw m_draw;
    size_t m_batch = 0;
};

} // namespace creel
