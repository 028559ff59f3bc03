#pragma once

#include "models/engine/model_file.h"
#include "models/engine/torch_body.h"

namespace creel {

/// A trained model, ready to predict.
class TorchClassifier : public Classifier
{
public:
    TorchClassifier(Model model, const Compute& compute);

    const ModelInfo& info() const override { return m_info; }
    QString precision() const override;
    Result<std::vector<float>> classify(std::span<const QImage> photos, bool alsoMirrored) override;
    Result<std::vector<float>> classifyFeatures(std::span<const float> features) override;

private:
    /// Calibrated probabilities (N,classes) of features (N,2C).
    torch::Tensor probabilities(const torch::Tensor& features) const;
    torch::Tensor show(std::span<const QImage> photos, bool mirrored) const;

    const ModelInfo m_info;
    const Compute m_compute;
    const std::shared_ptr<Head> m_head;
    const TorchBody m_body;
};

} // namespace creel
