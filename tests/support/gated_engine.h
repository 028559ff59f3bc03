#pragma once

#include "core/serve/predict_service.h"
#include "tests/support/fake_engine.h"

#include <QSemaphore>

#include <mutex>

namespace creel::test {

/// An engine whose models look at photos, and open, only when the test lets them.
class GatedEngine : public FakeEngine
{
public:
    struct Gate
    {
        bool holdsOpening = false;
        QSemaphore opening, mayOpen; ///< of models, where they are held
        QSemaphore entered, mayLeave;
        std::mutex mutex;         ///< of `batches`
        std::vector<int> batches; ///< photos of each
    };

    explicit GatedEngine(std::shared_ptr<Gate> gate) : m_gate(std::move(gate)) {}

    Result<std::unique_ptr<Classifier>> openModel(const QString& file) override;

    static EngineFactory factory(const std::shared_ptr<Gate>& gate);

private:
    std::shared_ptr<Gate> m_gate;
};

} // namespace creel::test
