#include "models/training/int8_check.h"

#include "core/learning/learning_text.h"
#include "models/networks/open_network.h"
#include "models/training/calibration.h"

namespace creel {

namespace {

constexpr size_t mostCalibrated = 200, mostCompared = 1000;

/// Evenly spread over the cache.
std::vector<size_t> some(const PhotoCache& photos, size_t most)
{
    const size_t count = std::min(most, photos.size());
    std::vector<size_t> chosen(count);
    for (size_t i = 0; i < count; ++i)
        chosen[i] = i * photos.size() / count;
    return chosen;
}

/// Shows some of the photos, batch by batch. Error Cancelled.
Result<void> showSome(PhotoCache& photos, size_t most, const Normalization& normalization,
                      const CancelToken& cancel, const std::function<void(const torch::Tensor&)>& show)
{
    PhotoBatches batches(photos, some(photos, most), shownAtOnce, sameSquare, normalization);
    while (const auto batch = batches.next()) {
        if (cancel.isCancelled())
            return fail(ErrorCode::Cancelled, LearningText::tr("The check of int8 was stopped."));
        if (batch->target.numel() > 0)
            show(batch->input);
    }
    return {};
}

void append(std::vector<float>& numbers, const torch::Tensor& tensor)
{
    const torch::Tensor plain = tensor.contiguous();
    numbers.insert(numbers.end(), plain.data_ptr<float>(), plain.data_ptr<float>() + plain.numel());
}

} // namespace

bool canCheckInt8(const QString& backbone)
{
    return hasInt8() && hasInt8(backbone.toStdString());
}

Result<std::optional<Int8Check>> checkInt8(const ClassifierNet& net, const QString& backbone,
                                           PhotoCache& train, PhotoCache& valid,
                                           const Normalization& normalization, int classes,
                                           double temperature, const CancelToken& cancel)
{
    if (train.size() == 0 || valid.size() == 0)
        return std::nullopt;
    const torch::NoGradGuard noGradients;
    const auto folded = makeNetwork(backbone.toStdString(), 1);
    copyState(bodyStateOf(*net.body), bodyStateOf(*folded));
    const TorchBody exact(folded, EvalPreset{valid.side(), normalization, false}, Compute{});
    const FoldedConvs convs = foldedConvs(*folded);
    Calibrator calibrator(convs);
    qint64 calibrated = 0;
    CREEL_TRY(showSome(train, mostCalibrated, normalization, cancel, [&](const torch::Tensor& images) {
        calibrator.show(images);
        calibrated += images.size(0);
    }));
    if (calibrated == 0)
        return std::nullopt; // their files are gone
    Int8Check check{calibrator.ranges(), {}};
    Int8Body quick(convs, check.ranges);
    net.head->eval();
    const torch::Device device = net.head->parameters().front().device();
    const auto logits = [&](const torch::Tensor& features) {
        return net.head->forward(features.to(device)).to(torch::kCPU);
    };
    std::vector<float> quickLogits, exactLogits;
    CREEL_TRY(showSome(valid, mostCompared, normalization, cancel, [&](const torch::Tensor& images) {
        append(quickLogits, logits(quick.features(images)));
        append(exactLogits, logits(exact.features(images)));
    }));
    if (exactLogits.empty())
        return std::nullopt;
    check.facts = measureCascade(softmax(quickLogits, classes, temperature),
                                 softmax(exactLogits, classes, temperature), classes);
    return check;
}

} // namespace creel
