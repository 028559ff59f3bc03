#include "app/cli/model_choice.h"

#include "app/cli/commands.h"

#include <QFile>
#include <QFileInfo>

namespace creel {

Result<ModelRecord> modelNamed(Connection& connection, const std::string& nameOrFile)
{
    ModelStore models(connection);
    CREEL_ASSIGN(const auto named, models.byName(toText(nameOrFile)));
    if (named)
        return *named;
    const QString file = QFile::decodeName(QByteArray::fromStdString(nameOrFile));
    CREEL_ASSIGN(const auto known, models.byFile(file));
    if (known)
        return *known;
    return fail(ErrorCode::NotFound,
                Cli::tr("The catalog has no model %1. `creel models list` says which it has.").arg(file));
}

Result<ModelRecord> modelNamedOrTakenIn(Connection& connection, const std::string& nameOrFile)
{
    auto known = modelNamed(connection, nameOrFile);
    const QString file = QFile::decodeName(QByteArray::fromStdString(nameOrFile));
    if (known || known.error().code != ErrorCode::NotFound || !QFileInfo(file).isFile())
        return known;
    CREEL_ASSIGN(const ModelInfo info, readModelInfo(file));
    CREEL_ASSIGN(const ModelRecord model, ModelStore(connection).add(file, info));
    message(Cli::tr("The model %1 is taken in; its predictions are shown from now on.").arg(model.name));
    return model;
}

} // namespace creel
