#include "core/learning/engine_loader.h"

#include "core/learning/engine_plugin.h"
#include "core/learning/learning_text.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QLibrary>

namespace creel {

namespace {

const QString pluginFile = QStringLiteral("libcreel_models.so");

/// The first place that has the plug-in; empty if none has.
QString findPlugin()
{
    const QString named = qEnvironmentVariable("CREEL_ENGINE");
    if (!named.isEmpty())
        return named;
    const QDir program(QCoreApplication::applicationDirPath());
    for (const char* folder : {"../lib/", "../lib/creel/"}) {
        const QString path = program.filePath(QLatin1String(folder) + pluginFile);
        if (QFileInfo::exists(path))
            return QDir::cleanPath(path);
    }
    return {};
}

Result<void> checkVersion(QLibrary& library)
{
    const auto version = reinterpret_cast<EngineVersionFunction>(library.resolve(engineVersionSymbol));
    if (!version)
        return fail(
            ErrorCode::Unsupported,
            LearningText::tr("%1 is not Creel's learning engine. Check CREEL_ENGINE, or install Creel again.")
                .arg(library.fileName()));
    if (version() != engineInterfaceVersion)
        return fail(
            ErrorCode::NewerVersion,
            LearningText::tr("The learning engine %1 belongs to another version of Creel. Build or install "
                             "both together.")
                .arg(library.fileName()));
    return {};
}

} // namespace

Result<std::unique_ptr<Engine>> loadEngine(const EngineOptions& options)
{
    const QString path = findPlugin();
    if (path.isEmpty())
        return fail(ErrorCode::NotFound,
                    LearningText::tr("This Creel has no learning engine (%1). Install libtorch-dev and build "
                                     "Creel again, as app/setup does; everything else works without.")
                        .arg(pluginFile));
    QLibrary library(path); // stays loaded when this object goes: torch cannot be unloaded
    if (!library.load())
        return fail(QFileInfo::exists(path) ? ErrorCode::Unreadable : ErrorCode::NotFound,
                    LearningText::tr("The learning engine %1 cannot be loaded: %2.")
                        .arg(path, library.errorString()));
    CREEL_TRY(checkVersion(library));
    const auto make = reinterpret_cast<MakeEngineFunction>(library.resolve(makeEngineSymbol));
    if (!make)
        return fail(ErrorCode::Unsupported,
                    LearningText::tr("The learning engine %1 is incomplete. Install Creel again.").arg(path));
    Error error;
    if (Engine* engine = make(options, error))
        return std::unique_ptr<Engine>(engine);
    return tl::unexpected(error);
}

} // namespace creel
