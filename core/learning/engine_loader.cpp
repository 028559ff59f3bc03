#include "core/learning/engine_loader.h"

#include "core/learning/engine_plugin.h"
#include "core/learning/learning_text.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QLibrary>

namespace creel {

namespace {

const QString plainFile = QStringLiteral("libcreel_models.so");
const QString gpuFile = QStringLiteral("libcreel_models_cuda.so");

/// The first folder's that has it; empty if none has.
QString find(const QString& name, const QStringList& folders)
{
    for (const QString& folder : folders)
        if (const QString path = QDir(folder).filePath(name); QFileInfo::exists(path))
            return QDir::cleanPath(path);
    return {};
}

/// The kernel's part of the driver, or the library that comes with it (Windows' Linux has no other sign).
bool isNvidiaDriverThere()
{
    return QFileInfo::exists(QStringLiteral("/proc/driver/nvidia/version")) ||
           QLibrary(QStringLiteral("cuda"), 1).load();
}

EngineSource plainSource(const QString& plain, bool hasGpuBuild, bool hasDriver)
{
    if (hasGpuBuild)
        return {
            plain,
            LearningText::tr("there is no NVIDIA driver, without which the build for GPUs beside it is of "
                             "no use"),
            false};
    if (hasDriver)
        return {plain,
                LearningText::tr("the build for NVIDIA GPUs is missing, though a driver is there: "
                                 "app/setup --torch pip makes it"),
                false};
    return {
        plain,
        LearningText::tr("there is no NVIDIA driver; where one is, app/setup --torch pip builds the engine "
                         "for the GPU"),
        false};
}

EngineSource choose(const EnginePlaces& places)
{
    if (!places.named.isEmpty())
        return {places.named, LearningText::tr("CREEL_ENGINE names it"), false};
    const QString gpu = find(gpuFile, places.folders), plain = find(plainFile, places.folders);
    if (!gpu.isEmpty() && places.hasNvidiaDriver)
        return {gpu, LearningText::tr("an NVIDIA driver is there"), true};
    if (!gpu.isEmpty() && plain.isEmpty())
        return {gpu, LearningText::tr("no other was built"), false};
    return plainSource(plain, !gpu.isEmpty(), places.hasNvidiaDriver);
}

Result<void> checkVersion(QLibrary& library, EngineVersionFunction version)
{
    if (!version)
        return fail(
            ErrorCode::Unsupported,
            LearningText::tr("%1 is not Creel's learning engine. Check CREEL_ENGINE, or install Creel again.")
                .arg(library.fileName()));
    if (version() != engineInterfaceVersion)
        return fail(
            ErrorCode::NewerVersion,
            LearningText::tr("The learning engine %1 belongs to another version of Creel. Build or install "
                             "both together; app/setup builds Creel and the engine, with --torch pip the one "
                             "for GPUs too.")
                .arg(library.fileName()));
    return {};
}

Result<std::unique_ptr<Engine>> makeEngine(QLibrary& library, const EngineOptions& options)
{
    const auto make = reinterpret_cast<MakeEngineFunction>(library.resolve(makeEngineSymbol));
    if (!make)
        return fail(ErrorCode::Unsupported,
                    LearningText::tr("The learning engine %1 is incomplete. Install Creel again.")
                        .arg(library.fileName()));
    Error error;
    if (Engine* engine = make(options, error))
        return std::unique_ptr<Engine>(engine);
    return tl::unexpected(error);
}

EngineLoader& loaderOfThisProcess()
{
    static EngineLoader loader;
    return loader;
}

} // namespace

EnginePlaces EnginePlaces::ofThisProcess()
{
    const QDir program(QCoreApplication::applicationDirPath());
    return {qEnvironmentVariable("CREEL_ENGINE"),
            {program.filePath(QStringLiteral("../lib")), program.filePath(QStringLiteral("../lib/creel"))},
            isNvidiaDriverThere()};
}

/// A build for GPUs that the system's linker refuses leaves nothing behind, so another one may follow.
Result<void> EngineLoader::open(const EnginePlaces& places)
{
    m_source = choose(places);
    if (m_source.file.isEmpty())
        return fail(ErrorCode::NotFound,
                    LearningText::tr("This Creel has no learning engine (%1). Install libtorch-dev and build "
                                     "Creel again, as app/setup does; everything else works without.")
                        .arg(plainFile));
    QLibrary library(m_source.file);
    const QString plain = find(plainFile, places.folders);
    if (!library.load() && m_source.isForGpu && !plain.isEmpty()) {
        m_source = {
            plain,
            LearningText::tr("the build for GPUs cannot be loaded (%1); app/setup --torch pip makes it again")
                .arg(library.errorString()),
            false};
        library.setFileName(plain);
        library.load();
    }
    if (!library.isLoaded())
        return fail(QFileInfo::exists(m_source.file) ? ErrorCode::Unreadable : ErrorCode::NotFound,
                    LearningText::tr("The learning engine %1 cannot be loaded: %2.")
                        .arg(m_source.file, library.errorString()));
    m_isOpen = library.resolve(engineVersionSymbol) != nullptr;
    return {};
}

Result<std::unique_ptr<Engine>> EngineLoader::load(const EnginePlaces& places, const EngineOptions& options)
{
    const std::lock_guard lock(m_mutex);
    if (!m_isOpen)
        CREEL_TRY(open(places));
    QLibrary library(m_source.file); // stays loaded when this object goes
    library.load();
    CREEL_TRY(
        checkVersion(library, reinterpret_cast<EngineVersionFunction>(library.resolve(engineVersionSymbol))));
    return makeEngine(library, options);
}

EngineSource EngineLoader::source() const
{
    const std::lock_guard lock(m_mutex);
    return m_source;
}

Result<std::unique_ptr<Engine>> loadEngine(const EngineOptions& options)
{
    return loaderOfThisProcess().load(EnginePlaces::ofThisProcess(), options);
}

EngineSource engineSource()
{
    return loaderOfThisProcess().source();
}

} // namespace creel
