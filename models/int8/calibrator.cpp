#include "models/int8/calibrator.h"

#include "models/winograd/winograd_conv.h"

#include <QJsonArray>

#include <algorithm>
#include <cmath>

namespace creel {

namespace {

constexpr int bins = 2048;
constexpr int64_t watchedEvery = 7; // values; a prime, so that every channel is watched

} // namespace

QJsonObject toJson(const ActivationRanges& ranges)
{
    QJsonObject json;
    for (const auto& [name, range] : ranges)
        json.insert(QString::fromStdString(name), QJsonArray{double(range.low), double(range.high)});
    return json;
}

ActivationRanges rangesFromJson(const QJsonObject& json)
{
    ActivationRanges ranges;
    for (auto item = json.begin(); item != json.end(); ++item) {
        const QJsonArray both = item->toArray();
        ranges[item.key().toStdString()] = {float(both.at(0).toDouble()), float(both.at(1).toDouble())};
    }
    return ranges;
}

void ActivationHistogram::add(const torch::Tensor& values)
{
    const torch::Tensor some = values.permute({0, 2, 3, 1}).reshape(-1).slice(0, 0, {}, watchedEvery);
    if (m_counts.empty()) {
        m_low = std::min(0.0, 2 * some.min().item<double>());
        m_high = std::max(1e-6, 2 * some.max().item<double>());
        m_counts.resize(bins);
    }
    const torch::Tensor counts = torch::histc(some.clamp(m_low, m_high), bins, m_low, m_high).contiguous();
    for (int i = 0; i < bins; ++i)
        m_counts[size_t(i)] += double(counts.data_ptr<float>()[i]);
}

/// With the range cut to that share of it.
double ActivationHistogram::errorOf(double share) const
{
    const double low = m_low * share, high = m_high * share;
    const double step = (high - low) / activationSteps;
    double error = 0;
    for (int i = 0; i < bins; ++i) {
        const double value = m_low + (m_high - m_low) * (i + 0.5) / bins;
        const double beyond = value - std::clamp(value, low, high);
        error += m_counts[size_t(i)] * (beyond == 0 ? step * step / 12 : beyond * beyond);
    }
    return error;
}

ActivationRange ActivationHistogram::bestRange() const
{
    constexpr int tries = 128;
    double best = 1, least = errorOf(1);
    for (int i = 1; i < tries; ++i)
        if (const double error = errorOf(double(i) / tries); error < least) {
            least = error;
            best = double(i) / tries;
        }
    return {float(m_low * best), float(m_high * best)};
}

void Calibrator::show(const torch::Tensor& images)
{
    const torch::NoGradGuard noGradients;
    m_histograms["input"].add(images);
    walkResNet<torch::Tensor>(*this, images.contiguous(torch::MemoryFormat::ChannelsLast));
}

torch::Tensor Calibrator::conv(const std::string& name, const torch::Tensor& x, int64_t stride, bool hasRelu)
{
    const FoldedConv& conv = m_convs.at(name);
    torch::Tensor y = paddedConv(x, conv.weight, conv.bias, stride);
    if (hasRelu)
        y.relu_();
    m_histograms[name].add(y);
    return y;
}

torch::Tensor Calibrator::addRelu(const std::string& block, const torch::Tensor& a, const torch::Tensor& b)
{
    const torch::Tensor y = (a + b).relu_();
    m_histograms[block].add(y);
    return y;
}

ActivationRanges Calibrator::ranges() const
{
    ActivationRanges ranges;
    for (const auto& [name, histogram] : m_histograms)
        ranges[name] = histogram.bestRange();
    return ranges;
}

} // namespace creel
