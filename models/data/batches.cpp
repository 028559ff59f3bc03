#include "models/data/batches.h"

#include <QElapsedTimer>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <random>

namespace creel {

namespace {

torch::Tensor toTarget(const std::vector<int64_t>& labels)
{
    return torch::tensor(labels, torch::kInt64);
}

} // namespace

std::vector<size_t> batchBounds(size_t size, int batchSize)
{
    const auto batches = size_t(std::max(1.0, std::round(double(size) / batchSize)));
    std::vector<size_t> bounds;
    for (size_t i = 0; i <= batches; ++i)
        bounds.push_back(i * size / batches);
    return bounds;
}

std::vector<size_t> epochOrder(std::span<const int> labels, bool isBalanced, Draw draw)
{
    std::vector<size_t> order(labels.size());
    std::iota(order.begin(), order.end(), size_t(0));
    if (!isBalanced) {
        std::ranges::shuffle(order, draw);
        return order;
    }
    std::map<int, std::vector<size_t>> byClass;
    for (size_t i = 0; i < labels.size(); ++i)
        byClass[labels[i]].push_back(i);
    for (size_t& drawn : order) {
        const auto& members = std::next(byClass.begin(), ptrdiff_t(draw() % byClass.size()))->second;
        drawn = members[draw() % members.size()];
    }
    return order;
}

cv::Mat sameSquare(const QImage& square, size_t)
{
    return cv::Mat(square.height(), square.width(), CV_8UC3, const_cast<uchar*>(square.constBits()),
                   size_t(square.bytesPerLine()))
        .clone(); // in one piece, and the cache may forget the image
}

PhotoBatches::PhotoBatches(PhotoCache& photos, std::vector<size_t> order, int batchSize, Squarer squarer,
                           const Normalization& normalization)
    : m_photos(photos)
    , m_order(std::move(order))
    , m_bounds(batchBounds(m_order.size(), batchSize))
    , m_squarer(std::move(squarer))
    , m_normalization(normalization)
{}

/// Two batches are made while the network is busy with one.
void PhotoBatches::orderAhead()
{
    const size_t end = m_bounds[std::min(m_batch + 3, m_bounds.size() - 1)];
    for (; m_ordered < end; ++m_ordered)
        m_workers.add([this, index = m_order[m_ordered]] {
            const QImage photo = m_photos.photo(index);
            return photo.isNull() ? cv::Mat() : m_squarer(photo, index);
        });
}

std::optional<Batch> PhotoBatches::next()
{
    if (m_batch + 1 == m_bounds.size())
        return std::nullopt;
    orderAhead();
    std::vector<cv::Mat> squares;
    std::vector<int64_t> labels;
    for (size_t i = m_bounds[m_batch]; i < m_bounds[m_batch + 1]; ++i) {
        QElapsedTimer timer;
        timer.start();
        cv::Mat square = m_workers.takeNext();
        m_waited += double(timer.nsecsElapsed()) * 1e-9;
        if (square.empty())
            continue;
        squares.push_back(std::move(square));
        labels.push_back(m_photos.at(m_order[i]).label);
    }
    ++m_batch;
    return Batch{toBatch(squares, m_normalization), toTarget(labels)};
}

/// A part at a time: nothing is learned from what lies between, and a large batch would not fit on a small
/// device.
torch::Tensor FrozenBatches::featuresOf(const torch::Tensor& images) const
{
    std::vector<torch::Tensor> parts;
    for (const torch::Tensor& some : images.split(shownAtOnce))
        parts.push_back(m_body.features(some));
    return parts.size() == 1 ? parts.front() : torch::cat(parts);
}

std::optional<Batch> FrozenBatches::next()
{
    std::optional<Batch> batch = m_photos->next();
    if (batch && batch->target.numel() > 0)
        batch->input = featuresOf(batch->input);
    return batch;
}

TableBatches::TableBatches(const FeatureTable& table, std::vector<size_t> order, int batchSize, Draw draw)
    : m_table(table)
    , m_order(std::move(order))
    , m_bounds(batchBounds(m_order.size(), batchSize))
    , m_draw(draw)
{}

std::optional<Batch> TableBatches::next()
{
    if (m_batch + 1 == m_bounds.size())
        return std::nullopt;
    std::vector<int64_t> rows, labels;
    std::vector<float> turned;
    for (size_t i = m_bounds[m_batch]; i < m_bounds[m_batch + 1]; ++i) {
        rows.push_back(int64_t(m_order[i]));
        labels.push_back(m_table.labels[m_order[i]]);
        turned.push_back(m_draw.chance(0.5) ? 1 : 0);
    }
    ++m_batch;
    const torch::Tensor index = torch::tensor(rows, torch::kInt64).to(m_table.features.device());
    torch::Tensor input = m_table.features.index_select(0, index);
    if (m_table.mirrored.defined()) {
        const torch::Tensor isTurned = torch::tensor(turned).to(input.device()).unsqueeze(1) > 0;
        input = torch::where(isTurned, m_table.mirrored.index_select(0, index), input);
    }
    return Batch{input, toTarget(labels)};
}

} // namespace creel
