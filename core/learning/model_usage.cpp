#include "core/learning/model_usage.h"

#include "core/learning/photo_size.h"
#include "core/learning/weight_store.h"

#include <QJsonArray>

namespace creel {

namespace {

/// English, whatever the reader's language: it lies in files that travel.
const QString preprocessing = QStringLiteral(
    "Turn the photo upright, as EXIF says. Cut out its middle square, whose side is `crop` of the "
    "short side (rounded). Scale it to `side` x `side` pixels: by area where it shrinks, else "
    "bilinearly. Take RGB divided by 255, subtract `mean`, divide by `std`. Order: batch, "
    "channel, row, column; float32.");

} // namespace

QJsonObject modelUsage(const ModelInfo& info)
{
    QJsonObject json = toJson(info.normalization);
    json.insert(QStringLiteral("name"), info.name);
    json.insert(QStringLiteral("classes"), QJsonArray::fromStringList(info.classes));
    json.insert(QStringLiteral("backbone"), info.backbone);
    json.insert(QStringLiteral("head"), headName(info.recipe.head));
    json.insert(QStringLiteral("side"), info.side);
    json.insert(QStringLiteral("crop"), shownShare);
    json.insert(QStringLiteral("preprocessing"), preprocessing);
    json.insert(QStringLiteral("input"), QStringLiteral("images"));
    json.insert(QStringLiteral("output"), QStringLiteral("logits"));
    json.insert(QStringLiteral("temperature"), info.temperature);
    json.insert(QStringLiteral("abstain_below"), info.abstainBelow);
    json.insert(QStringLiteral("creel_version"), info.creelVersion);
    return json;
}

} // namespace creel
