#include "core/ingest/import.h"

#include "core/base/json_path.h"
#include "core/base/text.h"

#include <QCoreApplication>
#include <QJsonArray>

namespace creel {

namespace {

struct ImportText
{
    Q_DECLARE_TR_FUNCTIONS(Import)
};

} // namespace

QJsonObject toJson(const ImportRequest& request)
{
    QJsonArray paths;
    for (const BytePath& path : request.paths)
        paths.append(pathToJson(path));
    QJsonObject mapping;
    for (auto item = request.labelMapping.begin(); item != request.labelMapping.end(); ++item)
        mapping.insert(item.key(), item.value());
    const bool hasLabels = request.labels == FolderLabels::FromFolders;
    return {{QStringLiteral("catalog"), request.catalogPath},
            {QStringLiteral("paths"), paths},
            {QStringLiteral("labels"), hasLabels ? QStringLiteral("folders") : QStringLiteral("none")},
            {QStringLiteral("label_mapping"), mapping},
            {QStringLiteral("max_file_bytes"), request.limits.maxFileBytes},
            {QStringLiteral("max_pixels"), request.limits.maxPixels}};
}

ImportRequest importRequestFromJson(const QJsonObject& json)
{
    ImportRequest request;
    request.catalogPath = json[QStringLiteral("catalog")].toString();
    for (const QJsonValue& path : json[QStringLiteral("paths")].toArray())
        request.paths.append(pathFromJson(path));
    if (json[QStringLiteral("labels")] == QStringLiteral("folders"))
        request.labels = FolderLabels::FromFolders;
    const QJsonObject mapping = json[QStringLiteral("label_mapping")].toObject();
    for (auto item = mapping.begin(); item != mapping.end(); ++item)
        request.labelMapping.insert(item.key(), item.value().toString());
    request.limits.maxFileBytes =
        json[QStringLiteral("max_file_bytes")].toInteger(request.limits.maxFileBytes);
    request.limits.maxPixels = json[QStringLiteral("max_pixels")].toInteger(request.limits.maxPixels);
    return request;
}

QJsonObject toJson(const ImportSummary& summary)
{
    return {{QStringLiteral("imported"), summary.imported},
            {QStringLiteral("updated"), summary.updated},
            {QStringLiteral("unchanged"), summary.unchanged},
            {QStringLiteral("moved"), summary.moved},
            {QStringLiteral("missing"), summary.missing},
            {QStringLiteral("problems"), summary.problems},
            {QStringLiteral("ignored"), summary.ignored},
            {QStringLiteral("exact_duplicates"), summary.exactDuplicates},
            {QStringLiteral("near_groups"), summary.nearGroups},
            {QStringLiteral("seconds"), summary.seconds}};
}

QString summaryText(const ImportSummary& summary)
{
    QStringList parts{ImportText::tr("%1 imported").arg(photoCountText(summary.imported))};
    const auto add = [&](qint64 count, const char* one, const char* many) {
        if (count > 0)
            parts.append(ImportText::tr(count == 1 ? one : many).arg(numberText(count)));
    };
    add(summary.updated, QT_TRANSLATE_NOOP("Import", "%1 updated"),
        QT_TRANSLATE_NOOP("Import", "%1 updated"));
    add(summary.moved, QT_TRANSLATE_NOOP("Import", "%1 moved"), QT_TRANSLATE_NOOP("Import", "%1 moved"));
    add(summary.unchanged, QT_TRANSLATE_NOOP("Import", "%1 unchanged"),
        QT_TRANSLATE_NOOP("Import", "%1 unchanged"));
    add(summary.missing, QT_TRANSLATE_NOOP("Import", "%1 missing"),
        QT_TRANSLATE_NOOP("Import", "%1 missing"));
    add(summary.problems, QT_TRANSLATE_NOOP("Import", "%1 problem"),
        QT_TRANSLATE_NOOP("Import", "%1 problems"));
    add(summary.exactDuplicates, QT_TRANSLATE_NOOP("Import", "%1 exact duplicate"),
        QT_TRANSLATE_NOOP("Import", "%1 exact duplicates"));
    return ImportText::tr("%1 in %2")
        .arg(parts.join(QStringLiteral(", ")), durationText(qint64(summary.seconds + 0.5)));
}

} // namespace creel
