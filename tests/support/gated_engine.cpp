#include "tests/support/gated_engine.h"

namespace creel::test {

namespace {

class GatedModel : public Classifier
{
public:
    GatedModel(std::unique_ptr<Classifier> model, std::shared_ptr<GatedEngine::Gate> gate)
        : m_model(std::move(model)), m_gate(std::move(gate))
    {}
    const ModelInfo& info() const override { return m_model->info(); }
    QString precision() const override { return m_model->precision(); }
    Result<std::vector<float>> classify(std::span<const QImage> photos, bool alsoMirrored) override
    {
        {
            const std::lock_guard lock(m_gate->mutex);
            m_gate->batches.push_back(int(photos.size()));
        }
        m_gate->entered.release();
        m_gate->mayLeave.acquire();
        return m_model->classify(photos, alsoMirrored);
    }
    Result<std::vector<float>> classifyFeatures(std::span<const float> features) override
    {
        return m_model->classifyFeatures(features);
    }

private:
    std::unique_ptr<Classifier> m_model;
    std::shared_ptr<GatedEngine::Gate> m_gate;
};

} // namespace

Result<std::unique_ptr<Classifier>> GatedEngine::openModel(const QString& file)
{
    if (m_gate->holdsOpening) {
        m_gate->opening.release();
        m_gate->mayOpen.acquire();
    }
    CREEL_ASSIGN(auto model, FakeEngine::openModel(file));
    return std::make_unique<GatedModel>(std::move(model), m_gate);
}

EngineFactory GatedEngine::factory(const std::shared_ptr<Gate>& gate)
{
    return [gate]() -> Result<std::unique_ptr<Engine>> {
        return std::make_unique<GatedEngine>(gate);
    };
}

} // namespace creel::test
