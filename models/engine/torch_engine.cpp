#include "models/engine/torch_engine.h"

#include "core/learning/engine_plugin.h"
#include "models/engine/guard.h"
#include "models/engine/torch_body.h"
#include "models/engine/torch_classifier.h"
#include "models/engine/torch_version.h"
#include "models/export/exported_model.h"
#include "models/networks/open_network.h"
#include "models/training/rate_finder.h"
#include "models/training/trainer.h"

#include <ATen/Parallel.h>

#include <QThread>

#include <malloc.h>

namespace creel {

namespace {

const QString gpusFolder = QStringLiteral("/proc/driver/nvidia/gpus");

/// Keeps the tensors' memory in the process: by default glibc hands every large block back to the kernel,
/// which must clear it again for the next batch.
void keepLargeBlocks()
{
    mallopt(M_MMAP_THRESHOLD, 32 << 20);
    mallopt(M_MMAP_MAX, 0);
    mallopt(M_TRIM_THRESHOLD, 1 << 30);
}

} // namespace

Result<std::unique_ptr<TorchEngine>> TorchEngine::make(const EngineOptions& options)
{
    CREEL_TRY(checkTorch(compiledTorch(), loadedTorch()));
    if (options.deterministic && !qEnvironmentVariableIsSet("CUBLAS_WORKSPACE_CONFIG"))
        qputenv("CUBLAS_WORKSPACE_CONFIG", ":4096:8"); // read when the GPU is first used
    CREEL_ASSIGN(const torch::Device device, chooseDevice(options.device, options.precision));
    Processor processor =
        device.is_cuda() ? Processor{gpuNameIn(gpusFolder), gpuHasBFloat16(), true} : readProcessor();
    CREEL_ASSIGN(PrecisionChoice precision, choosePrecision(options.precision, processor));
    // A GPU has no other way to learn through a maximum pool than one whose sums come in any order.
    at::globalContext().setDeterministicAlgorithms(options.deterministic, device.is_cuda());
    at::globalContext().setDeterministicCuDNN(options.deterministic);
    at::globalContext().setAllowTF32CuDNN(false); // float32 means float32 on a GPU too
    at::set_num_threads(options.threads > 0 ? options.threads : QThread::idealThreadCount());
    keepLargeBlocks();
    return std::unique_ptr<TorchEngine>(
        new TorchEngine(std::move(processor), std::move(precision), device, options.precision));
}

EngineReport TorchEngine::report() const
{
    EngineReport report;
    report.runtime = QStringLiteral("libtorch ") + compiledTorch();
    report.device = QString::fromStdString(m_compute.device.str());
    report.deviceName = m_processor.name;
    report.precision =
        m_precision.precision == Precision::BFloat16 ? QStringLiteral("bfloat16") : QStringLiteral("float32");
    report.reason = m_precision.reason;
    report.threads = at::get_num_threads();
    return report;
}

QStringList TorchEngine::backbones() const
{
    QStringList names;
    for (const std::string& name : backboneNames())
        names.append(QString::fromStdString(name));
    return names;
}

Result<void> TorchEngine::checkWeights(const QString& file, const QString& backbone) const
{
    return guarded([&]() -> Result<void> {
        CREEL_ASSIGN(const std::shared_ptr<Network> network, makeBody(backbone));
        return loadBody(*network, file);
    });
}

Result<std::unique_ptr<Body>> TorchEngine::openBody(const BodyChoice& choice)
{
    return guarded([&]() -> Result<std::unique_ptr<Body>> {
        CREEL_ASSIGN(std::shared_ptr<Network> network, openNetwork(choice));
        const EvalPreset preset{choice.side, choice.normalization, false};
        return std::make_unique<TorchBody>(std::move(network), preset, m_compute);
    });
}

Result<std::unique_ptr<Classifier>> TorchEngine::openModel(const QString& file)
{
    return guarded([&]() -> Result<std::unique_ptr<Classifier>> {
        CREEL_ASSIGN(Model model, readModel(file));
        // Close calls of int8 go to float32, whatever else the processor can do.
        return std::make_unique<TorchClassifier>(
            std::move(model), m_wanted == Precision::Int8 ? Compute{m_compute.device, false} : m_compute,
            predictsInInt8(m_wanted, m_processor));
    });
}

Result<QByteArray> TorchEngine::exportModel(const QString& file, ModelFormat format)
{
    return guarded([&] { return exportedModel(file, format); });
}

Result<TrainOutcome> TorchEngine::train(const TrainRequest& request, TrainListener& listener,
                                        const CancelToken& cancel)
{
    return guarded([&] { return Trainer(request, m_compute, listener, cancel).run(); });
}

Result<RateCurve> TorchEngine::findLearningRate(const TrainRequest& request, const CancelToken& cancel)
{
    return guarded([&] { return findRate(request, m_compute, cancel); });
}

} // namespace creel

extern "C" {

__attribute__((visibility("default"))) int creel_engine_version()
{
    return creel::engineInterfaceVersion;
}

__attribute__((visibility("default"))) creel::Engine* creel_make_engine(const creel::EngineOptions& options,
                                                                        creel::Error& error)
{
    auto engine = creel::guarded([&] { return creel::TorchEngine::make(options); });
    if (engine)
        return engine->release();
    error = engine.error();
    return nullptr;
}
}
