#include "core/exchange/import_annotations.h"

#include "core/base/json_path.h"
#include "core/base/text.h"

#include <QJsonArray>

namespace creel {

namespace {

QString frameName(const std::optional<PixelFrame>& frame)
{
    if (!frame)
        return {};
    return *frame == PixelFrame::Upright ? QStringLiteral("upright") : QStringLiteral("stored");
}

std::optional<PixelFrame> frameFromName(QStringView name)
{
    for (const PixelFrame frame : {PixelFrame::Upright, PixelFrame::Stored}) {
        if (frameName(frame) == name)
            return frame;
    }
    return std::nullopt;
}

} // namespace

QJsonObject toJson(const AnnotationImport& request)
{
    QJsonObject mapping;
    for (auto item = request.mapping.begin(); item != request.mapping.end(); ++item)
        mapping.insert(item.key(), item.value());
    return {{QStringLiteral("catalog"), request.catalogPath},
            {QStringLiteral("format"), request.format},
            {QStringLiteral("path"), pathToJson(request.path)},
            {QStringLiteral("photos"), pathToJson(request.photos)},
            {QStringLiteral("mapping"), mapping},
            {QStringLiteral("create_labels"), request.createLabels},
            {QStringLiteral("replace"), request.replaces},
            {QStringLiteral("parts"), request.takesParts},
            {QStringLiteral("one_based"), request.isOneBased},
            {QStringLiteral("pixels"), frameName(request.frame)}};
}

AnnotationImport annotationImportFromJson(const QJsonObject& json)
{
    AnnotationImport request;
    request.catalogPath = json[QLatin1String("catalog")].toString();
    request.format = json[QLatin1String("format")].toString();
    request.path = pathFromJson(json[QLatin1String("path")]);
    request.photos = pathFromJson(json[QLatin1String("photos")]);
    const QJsonObject mapping = json[QLatin1String("mapping")].toObject();
    for (auto item = mapping.begin(); item != mapping.end(); ++item)
        request.mapping.insert(item.key(), item.value().toString());
    request.createLabels = json[QLatin1String("create_labels")].toBool();
    request.replaces = json[QLatin1String("replace")].toBool();
    request.takesParts = json[QLatin1String("parts")].toBool();
    request.isOneBased = json[QLatin1String("one_based")].toBool();
    request.frame = frameFromName(json[QLatin1String("pixels")].toString());
    return request;
}

QString summaryText(const AnnotationSummary& summary)
{
    QStringList parts{ExchangeText::tr("%1 added on %2")
                          .arg(boxCountText(summary.boxesAdded), photoCountText(summary.photos))};
    const auto add = [&](qint64 count, const QString& text) {
        if (count > 0)
            parts.append(text.arg(numberText(count)));
    };
    add(summary.photosImported, ExchangeText::tr("%1 photos new"));
    add(summary.boxesKnown, ExchangeText::tr("%1 boxes known already"));
    add(summary.boxesReplaced, ExchangeText::tr("%1 boxes replaced"));
    add(summary.boxesInConflict, ExchangeText::tr("%1 boxes in conflict"));
    add(summary.photosLabelled, ExchangeText::tr("%1 photos labelled"));
    add(summary.photosRejected, ExchangeText::tr("%1 photos rejected"));
    add(summary.notesTaken, ExchangeText::tr("%1 notes"));
    add(summary.labelsReplaced, ExchangeText::tr("%1 decisions replaced"));
    add(summary.labelsInConflict, ExchangeText::tr("%1 labels in conflict"));
    add(summary.photosMissing, ExchangeText::tr("%1 photos not found"));
    add(summary.partsGiven, ExchangeText::tr("%1 photos given their part"));
    return parts.join(QLatin1String("; ")) +
           ExchangeText::tr(" in %1").arg(durationText(qRound64(summary.seconds)));
}

QJsonObject toJson(const AnnotationSummary& summary)
{
    return {{QStringLiteral("format"), summary.format},
            {QStringLiteral("photos"), summary.photos},
            {QStringLiteral("photos_imported"), summary.photosImported},
            {QStringLiteral("photos_missing"), summary.photosMissing},
            {QStringLiteral("boxes_added"), summary.boxesAdded},
            {QStringLiteral("boxes_known"), summary.boxesKnown},
            {QStringLiteral("boxes_replaced"), summary.boxesReplaced},
            {QStringLiteral("boxes_in_conflict"), summary.boxesInConflict},
            {QStringLiteral("photos_labelled"), summary.photosLabelled},
            {QStringLiteral("photos_rejected"), summary.photosRejected},
            {QStringLiteral("notes_taken"), summary.notesTaken},
            {QStringLiteral("labels_in_conflict"), summary.labelsInConflict},
            {QStringLiteral("labels_replaced"), summary.labelsReplaced},
            {QStringLiteral("parts_given"), summary.partsGiven},
            {QStringLiteral("labels_created"), QJsonArray::fromStringList(summary.labelsCreated)},
            {QStringLiteral("seconds"), summary.seconds}};
}

} // namespace creel
