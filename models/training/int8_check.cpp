#include "models/training/int8_check.h"

#include "models/networks/open_network.h"
#include "models/training/calibration.h"

namespace creel {

namespace {

constexpr size_t mostCalibrated = 200, mostCompared = 1000;
constexpr int shownAtOnce = 32;

/// Evenly spread over the cache.
std::vector<size_t> some(const PhotoCache& photos, size_t most)
{
    const size_t count = std::min(most, photos.size());
    std::vector<size_t> chosen(count);
    for (size_t i = 0; i < count; ++i)
        chosen[i] = i * photos.size() / count;
    return chosen;
}

PhotoBatches batchesOf(PhotoCache& photos, size_t most, const Normalization& normalization)
{
    const EvalPreset preset{photos.side(), normalization, false};
    return PhotoBatches(
        photos, some(photos, most), shownAtOnce,
        [preset](const QImage& photo, size_t) { return preset.square(photo); }, normalization);
}

void append(std::vector<float>& numbers, const torch::Tensor& tensor)
{
    const torch::Tensor plain = tensor.contiguous();
    numbers.insert(numbers.end(), plain.data_ptr<float>(), plain.data_ptr<float>() + plain.numel());
}

} // namespace

std::optional<Int8Check> checkInt8(const ClassifierNet& net, const QString& backbone, PhotoCache& train,
                                   PhotoCache& valid, const Normalization& normalization, int classes,
                                   double temperature)
{
    if (!hasInt8() || !hasInt8(backbone.toStdString()) || train.size() == 0 || valid.size() == 0)
        return std::nullopt;
    const torch::NoGradGuard noGradients;
    const Compute float32;
    const auto folded = makeNetwork(backbone.toStdString(), 1);
    copyState(bodyStateOf(*net.body), bodyStateOf(*folded));
    const TorchBody exact(folded, EvalPreset{valid.side(), normalization, false}, float32);
    const FoldedConvs convs = foldedConvs(*folded);
    Calibrator calibrator(convs);
    PhotoBatches shown = batchesOf(train, mostCalibrated, normalization);
    while (const auto batch = shown.next())
        if (batch->target.numel() > 0)
            calibrator.show(batch->input);
    Int8Check check{calibrator.ranges(), {}};
    Int8Body quick(convs, check.ranges);
    net.head->eval();
    const auto logits = [&](const torch::Tensor& features) {
        const torch::Device device = net.head->parameters().front().device();
        return net.head->forward(features.to(device)).to(torch::kCPU);
    };
    std::vector<float> quickLogits, exactLogits;
    PhotoBatches compared = batchesOf(valid, mostCompared, normalization);
    while (const auto batch = compared.next())
        if (batch->target.numel() > 0) {
            append(quickLogits, logits(quick.features(batch->input)));
            append(exactLogits, logits(exact.features(batch->input)));
        }
    check.facts = measureCascade(softmax(quickLogits, classes, temperature),
                                 softmax(exactLogits, classes, temperature), classes);
    return check;
}

} // namespace creel
