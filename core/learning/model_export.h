#pragma once

#include "core/base/byte_path.h"
#include "core/jobs/progress.h"
#include "core/learning/engine.h"

namespace creel {

struct ModelExportRequest
{
    QString model; ///< a model file of Creel's
    ModelFormat format = ModelFormat::Onnx;
    BytePath out; ///< the file to write; its folder is made if it is not there
    bool mayOverwrite = false;
};

/// What was written.
struct ModelExportSummary
{
    ModelFormat format = ModelFormat::Onnx;
    ModelInfo info;
    BytePath file;
    BytePath card;  ///< `file` with ".md": what the model is and how good, for people
    BytePath usage; ///< `file` with ".json": modelUsage(), for programs
    qint64 bytes = 0;
    QByteArray sha256; ///< of `file`, hexadecimal
    double seconds = 0;
};

QJsonObject toJson(const ModelExportSummary& summary);
/// "trout.onnx written: 85 MB. trout.onnx.md describes it, trout.onnx.json is for programs."
QString summaryText(const ModelExportSummary& summary);

/// What an export of this model file is called unless somebody says otherwise: "trout.onnx".
QString modelExportName(const QString& model, ModelFormat format);

/// Writes a model as other programs read it, with a model card and what is needed to use it beside it: all
/// three files or none. Errors: NotFound and BadInput for what is no model of Creel's, Exists for files that
/// are there already, BadInput for an export over its own model, Unwritable, DiskFull, Cancelled. Any thread
/// that may use the engine.
Result<ModelExportSummary> exportModel(Engine& engine, const ModelExportRequest& request, JobContext context);

} // namespace creel
