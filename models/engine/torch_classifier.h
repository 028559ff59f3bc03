#pragma once

#include "models/engine/model_file.h"
#include "models/engine/torch_body.h"
#include "models/int8/int8_body.h"

namespace creel {

/// A trained model, ready to predict. In int8, photos whose two best classes lie close together are computed
/// again in float32.
class TorchClassifier : public Classifier
{
public:
    /// With `wantsInt8` it predicts in int8 if the model can and gains by it.
    TorchClassifier(Model model, const Compute& compute, bool wantsInt8);

    const ModelInfo& info() const override { return m_info; }
    QString precision() const override;
    Result<std::vector<float>> classify(std::span<const QImage> photos, bool alsoMirrored) override;
    Result<std::vector<float>> classifyFeatures(std::span<const float> features) override;

private:
    /// Calibrated probabilities (N,classes) of features (N,2C).
    torch::Tensor probabilities(const torch::Tensor& features) const;
    torch::Tensor show(std::span<const QImage> photos, bool mirrored) const;
    torch::Tensor showInt8(const torch::Tensor& images) const;

    const ModelInfo m_info;
    const Compute m_compute;
    const std::shared_ptr<Head> m_head;
    const TorchBody m_body;
    std::unique_ptr<Int8Body> m_int8; ///< null where it is not used
};

} // namespace creel
