#include "core/learning/model_export.h"

#include "core/exchange/export_folder.h"
#include "core/learning/learning_text.h"
#include "core/learning/model_card.h"
#include "core/learning/model_usage.h"

#include <QCryptographicHash>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QLocale>

#include <filesystem>

namespace creel {

namespace {

namespace fs = std::filesystem;

constexpr int steps = 2;

/// Says early, before anything is computed, what would only be met at the end.
Result<void> checkTarget(const ModelExportRequest& request, const BytePath& target)
{
    std::error_code error;
    const fs::path path(target.toStdString());
    const fs::path model(QFile::encodeName(request.model).toStdString());
    if (!fs::exists(fs::symlink_status(path, error)))
        return {};
    if (fs::equivalent(path, model, error))
        return fail(ErrorCode::BadInput,
                    LearningText::tr("%1 is the model itself. Export it under another name.")
                        .arg(displayPath(target)));
    if (request.mayOverwrite && !fs::is_directory(path, error))
        return {};
    return fail(ErrorCode::Exists,
                LearningText::tr("%1 is there already. Choose another name, or say that it may be "
                                 "overwritten.")
                    .arg(displayPath(target)));
}

Result<void> writeSynced(ExportFolder& folder, const BytePath& path, QByteArrayView bytes)
{
    CREEL_ASSIGN(const std::unique_ptr<ExportFile> file, folder.create(splitPath(path).second));
    CREEL_TRY(file->append(bytes));
    CREEL_TRY(file->sync());
    return file->close();
}

BytePath folderOf(const BytePath& path)
{
    const BytePath folder = splitPath(path).first;
    return folder.isEmpty() ? BytePath(path.startsWith('/') ? "/" : ".") : folder;
}

QString fileName(const BytePath& path)
{
    return displayPath(splitPath(path).second);
}

} // namespace

QJsonObject toJson(const ModelExportSummary& summary)
{
    return {{QStringLiteral("format"), modelFormatName(summary.format)},
            {QStringLiteral("model"), summary.info.name},
            {QStringLiteral("file"), displayPath(summary.file)},
            {QStringLiteral("card"), displayPath(summary.card)},
            {QStringLiteral("usage"), displayPath(summary.usage)},
            {QStringLiteral("bytes"), summary.bytes},
            {QStringLiteral("sha256"), QString::fromLatin1(summary.sha256)},
            {QStringLiteral("seconds"), summary.seconds}};
}

QString summaryText(const ModelExportSummary& summary)
{
    return LearningText::tr("%1 written: %2. %3 describes it, %4 is for programs.")
        .arg(displayPath(summary.file),
             QLocale().formattedDataSize(summary.bytes, 0, QLocale::DataSizeSIFormat), fileName(summary.card),
             fileName(summary.usage));
}

QString modelExportName(const QString& model, ModelFormat format)
{
    return QFileInfo(model).completeBaseName() + QLatin1Char('.') + modelFormatSuffix(format);
}

Result<ModelExportSummary> exportModel(Engine& engine, const ModelExportRequest& request, JobContext context)
{
    QElapsedTimer timer;
    timer.start();
    ModelExportSummary summary;
    summary.format = request.format;
    summary.file = request.out;
    summary.card = request.out + ".md";
    summary.usage = request.out + ".json";
    CREEL_ASSIGN(summary.info, readModelInfo(request.model));
    for (const BytePath& target : {summary.file, summary.card, summary.usage})
        CREEL_TRY(checkTarget(request, target));
    CREEL_ASSIGN(const std::unique_ptr<ExportFolder> folder,
                 ExportFolder::open(folderOf(request.out), request.mayOverwrite));
    context.report(0, steps, LearningText::tr("Converting the model"));
    CREEL_ASSIGN(const QByteArray bytes, engine.exportModel(request.model, request.format));
    summary.bytes = bytes.size();
    summary.sha256 = QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex();
    if (context.isCancelled())
        return fail(ErrorCode::Cancelled, LearningText::tr("The export was stopped; nothing was written."));
    context.report(1, steps, LearningText::tr("Writing the model"));
    CREEL_TRY(writeSynced(*folder, summary.file, bytes));
    CREEL_TRY(writeSynced(*folder, summary.card, modelCard(summary).toUtf8()));
    CREEL_TRY(writeSynced(*folder, summary.usage, QJsonDocument(modelUsage(summary.info)).toJson()));
    CREEL_TRY(folder->commit());
    context.report(steps, steps, LearningText::tr("Writing the model"));
    summary.seconds = double(timer.elapsed()) / 1000;
    return summary;
}

} // namespace creel
