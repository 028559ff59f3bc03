#pragma once

#include "models/engine/compute.h"
#include "models/engine/processor.h"

namespace creel {

/// The engine on libtorch.
class TorchEngine : public Engine
{
public:
    /// Sets libtorch's threads and the allocator up for the whole process.
    static Result<std::unique_ptr<TorchEngine>> make(const EngineOptions& options);

    EngineReport report() const override;
    QStringList backbones() const override;
    Result<void> checkWeights(const QString& file, const QString& backbone) const override;
    Result<std::unique_ptr<Body>> openBody(const BodyChoice& choice) override;
    Result<std::unique_ptr<Classifier>> openModel(const QString& file) override;
    Result<QByteArray> exportModel(const QString& file, ModelFormat format) override;
    Result<TrainOutcome> train(const TrainRequest& request, TrainListener& listener,
                               const CancelToken& cancel) override;
    Result<RateCurve> findLearningRate(const TrainRequest& request, const CancelToken& cancel) override;

private:
    TorchEngine(Processor processor, PrecisionChoice precision, torch::Device device, Precision wanted)
        : m_processor(std::move(processor))
        , m_precision(std::move(precision))
        , m_compute{device, m_precision.precision == Precision::BFloat16}
        , m_wanted(wanted)
    {}

    const Processor m_processor;
    const PrecisionChoice m_precision;
    const Compute m_compute;
    const Precision m_wanted;
};

} // namespace creel
