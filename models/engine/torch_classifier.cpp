#include "models/engine/torch_classifier.h"

#include "models/engine/guard.h"
#include "models/int8/cascade.h"

namespace creel {

namespace {

std::vector<float> toNumbers(const torch::Tensor& tensor)
{
    const torch::Tensor plain = tensor.to(torch::kCPU, torch::kFloat32).contiguous();
    return {plain.data_ptr<float>(), plain.data_ptr<float>() + plain.numel()};
}

} // namespace

TorchClassifier::TorchClassifier(Model model, const Compute& compute, bool wantsInt8)
    : m_info(std::move(model.info))
    , m_compute(compute)
    , m_head(std::move(model.net.head))
    , m_body(model.net.body, EvalPreset{m_info.side, m_info.normalization, false}, compute)
{
    m_head->to(m_compute.device);
    m_head->eval();
    if (wantsInt8 && hasInt8() && !model.ranges.empty() && m_info.int8 && m_info.int8->rerun <= mostRerun)
        m_int8 = std::make_unique<Int8Body>(foldedConvs(*model.net.body), model.ranges);
}

QString TorchClassifier::precision() const
{
    if (m_int8)
        return QStringLiteral("int8");
    return m_compute.isBFloat16 ? QStringLiteral("bfloat16") : QStringLiteral("float32");
}

torch::Tensor TorchClassifier::probabilities(const torch::Tensor& features) const
{
    return torch::softmax(m_head->forward(features) / m_info.temperature, 1);
}

torch::Tensor TorchClassifier::show(std::span<const QImage> photos, bool mirrored) const
{
    const torch::Tensor images = EvalPreset{m_info.side, m_info.normalization, mirrored}.batch(photos);
    return m_int8 ? showInt8(images) : probabilities(m_body.features(images));
}

torch::Tensor TorchClassifier::showInt8(const torch::Tensor& images) const
{
    torch::Tensor seen = probabilities(m_int8->features(images));
    const auto best = std::get<0>(seen.topk(2, 1));
    const torch::Tensor close =
        (best.select(1, 0) - best.select(1, 1) < m_info.int8->margin).nonzero().flatten();
    if (close.numel() > 0)
        seen.index_copy_(0, close, probabilities(m_body.features(images.index_select(0, close))));
    return seen;
}

Result<std::vector<float>> TorchClassifier::classify(std::span<const QImage> photos, bool alsoMirrored)
{
    if (photos.empty())
        return std::vector<float>();
    return guarded([&]() -> Result<std::vector<float>> {
        const torch::NoGradGuard noGradients;
        const torch::Tensor seen = show(photos, false);
        return toNumbers(alsoMirrored ? (seen + show(photos, true)) / 2 : seen);
    });
}

Result<std::vector<float>> TorchClassifier::classifyFeatures(std::span<const float> features)
{
    if (m_info.bodyWeights.isEmpty())
        return fail(ErrorCode::Unsupported,
                    LearningText::tr("The body of the model %1 was trained: it has to see the photos again.")
                        .arg(m_info.name));
    const auto width = size_t(2 * m_body.featureCount());
    if (features.size() % width != 0)
        return fail(
            ErrorCode::BadInput,
            LearningText::tr("These features do not come from the body of the model %1.").arg(m_info.name));
    return guarded([&]() -> Result<std::vector<float>> {
        const torch::NoGradGuard noGradients;
        const torch::Tensor rows =
            torch::from_blob(const_cast<float*>(features.data()),
                             {int64_t(features.size() / width), int64_t(width)}, torch::kFloat32);
        return toNumbers(probabilities(rows.to(m_compute.device)));
    });
}

} // namespace creel
