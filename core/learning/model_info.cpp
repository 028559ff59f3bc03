#include "core/learning/model_info.h"

#include "core/learning/learning_text.h"
#include "core/learning/weight_store.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QtEndian>

#include <cmath>

namespace creel {

namespace {

constexpr qint64 prefixBytes = 8;
constexpr quint64 mostHeaderBytes = 100'000'000; // safetensors' own limit

QJsonObject toJson(const Share& share)
{
    return {{QStringLiteral("value"), share.value},
            {QStringLiteral("low"), share.low},
            {QStringLiteral("high"), share.high}};
}

Share shareFromJson(const QJsonValue& json)
{
    return {json[QLatin1String("value")].toDouble(), json[QLatin1String("low")].toDouble(),
            json[QLatin1String("high")].toDouble()};
}

QJsonObject toJson(const Int8Facts& facts)
{
    return {{QStringLiteral("margin"), facts.margin},
            {QStringLiteral("agreement"), facts.agreement},
            {QStringLiteral("rerun"), facts.rerun}};
}

/// The parts that not every model has; null in JSON where it has none.
void insertScores(QJsonObject& json, const ModelInfo& info)
{
    const auto evaluation = [&](const std::optional<Evaluation>& part) {
        return part ? QJsonValue(toJson(*part, info.classes)) : QJsonValue();
    };
    json.insert(QStringLiteral("valid"), evaluation(info.valid));
    json.insert(QStringLiteral("test"), evaluation(info.test));
    json.insert(QStringLiteral("splits"),
                info.splits
                    ? QJsonValue(QJsonObject{{QStringLiteral("grouped"), toJson(info.splits->grouped)},
                                             {QStringLiteral("random"), toJson(info.splits->random)}})
                    : QJsonValue());
    json.insert(QStringLiteral("int8"), info.int8 ? QJsonValue(toJson(*info.int8)) : QJsonValue());
}

void readScores(const QJsonObject& json, ModelInfo& info)
{
    const auto read = [&](const char* part, std::optional<Evaluation>& target) {
        const QJsonValue value = json[QLatin1String(part)];
        if (value.isObject())
            target = evaluationFromJson(value.toObject(), info.classes);
    };
    read("valid", info.valid);
    read("test", info.test);
    const QJsonValue splits = json[QLatin1String("splits")];
    if (splits.isObject())
        info.splits = {shareFromJson(splits[QLatin1String("grouped")]),
                       shareFromJson(splits[QLatin1String("random")])};
    const QJsonValue int8 = json[QLatin1String("int8")];
    if (int8.isObject())
        info.int8 = {int8[QLatin1String("margin")].toDouble(), int8[QLatin1String("agreement")].toDouble(),
                     int8[QLatin1String("rerun")].toDouble()};
}

/// What a network cannot be run without.
Result<void> check(const ModelInfo& info)
{
    const auto wrong = [](const QString& what) {
        return fail(ErrorCode::BadInput,
                    LearningText::tr("The model's description has no sound %1.").arg(what));
    };
    if (info.classes.size() < 2 || info.classes.contains(QString()))
        return wrong(LearningText::tr("list of classes"));
    if (QSet<QString>(info.classes.begin(), info.classes.end()).size() != info.classes.size())
        return wrong(LearningText::tr("list of classes"));
    if (info.backbone.isEmpty())
        return wrong(LearningText::tr("backbone"));
    if (info.side < 32 || info.side > 1024)
        return wrong(LearningText::tr("size"));
    if (!(info.temperature > 0) || !std::isfinite(info.temperature))
        return wrong(LearningText::tr("temperature"));
    return {};
}

/// The JSON header of a .safetensors file.
Result<QByteArray> readHeader(const QString& name)
{
    QFile file(name);
    if (!file.exists())
        return fail(ErrorCode::NotFound, LearningText::tr("There is no model file %1.").arg(name));
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::Unreadable,
                    LearningText::tr("The model file %1 cannot be read: %2.").arg(name, file.errorString()));
    const QByteArray prefix = file.read(prefixBytes);
    const quint64 length = prefix.size() == prefixBytes ? qFromLittleEndian<quint64>(prefix.constData()) : 0;
    if (length == 0 || length > mostHeaderBytes || qint64(length) > file.size() - prefixBytes)
        return fail(ErrorCode::BadInput,
                    LearningText::tr("%1 is no model of Creel's: it is no .safetensors file.").arg(name));
    return file.read(qint64(length));
}

} // namespace

QJsonObject toJson(const ModelInfo& info)
{
    QJsonObject json = toJson(info.normalization);
    json.insert(QStringLiteral("name"), info.name);
    json.insert(QStringLiteral("classes"), QJsonArray::fromStringList(info.classes));
    json.insert(QStringLiteral("backbone"), info.backbone);
    json.insert(QStringLiteral("side"), info.side);
    json.insert(QStringLiteral("recipe"), toJson(info.recipe));
    json.insert(QStringLiteral("body_weights"), QString::fromLatin1(info.bodyWeights));
    json.insert(QStringLiteral("weights"), info.weightsSource);
    json.insert(QStringLiteral("temperature"), info.temperature);
    json.insert(QStringLiteral("abstain_below"), info.abstainBelow);
    json.insert(QStringLiteral("split"), QString::fromLatin1(info.splitDigest));
    json.insert(QStringLiteral("catalog_revision"), info.catalogRevision);
    json.insert(QStringLiteral("created_at"), info.createdAt);
    json.insert(QStringLiteral("creel_version"), info.creelVersion);
    json.insert(QStringLiteral("train_photos"), info.trainPhotos);
    insertScores(json, info);
    return json;
}

Result<ModelInfo> modelInfoFromJson(const QJsonObject& json)
{
    ModelInfo info;
    info.name = json[QLatin1String("name")].toString();
    for (const QJsonValue name : json[QLatin1String("classes")].toArray())
        info.classes.append(name.toString());
    info.backbone = json[QLatin1String("backbone")].toString();
    info.side = json[QLatin1String("side")].toInt();
    info.normalization = normalizationFromJson(json);
    CREEL_ASSIGN(info.recipe, recipeFromJson(json[QLatin1String("recipe")].toObject()));
    info.bodyWeights = json[QLatin1String("body_weights")].toString().toLatin1();
    info.weightsSource = json[QLatin1String("weights")].toString();
    info.temperature = json[QLatin1String("temperature")].toDouble();
    info.abstainBelow = json[QLatin1String("abstain_below")].toDouble();
    info.splitDigest = json[QLatin1String("split")].toString().toLatin1();
    info.catalogRevision = json[QLatin1String("catalog_revision")].toInteger();
    info.createdAt = json[QLatin1String("created_at")].toInteger();
    info.creelVersion = json[QLatin1String("creel_version")].toString();
    info.trainPhotos = json[QLatin1String("train_photos")].toInteger();
    readScores(json, info);
    CREEL_TRY(check(info));
    return info;
}

Result<ModelInfo> readModelInfo(const QString& file)
{
    CREEL_ASSIGN(const QByteArray header, readHeader(file));
    const QJsonValue described =
        QJsonDocument::fromJson(header).object()[QLatin1String("__metadata__")][QLatin1String("creel")];
    const QJsonDocument json = QJsonDocument::fromJson(described.toString().toUtf8());
    if (!json.isObject())
        return fail(ErrorCode::BadInput,
                    LearningText::tr("%1 is no model of Creel's: it does not say which classes it knows. "
                                     "Pretrained weights become a model by `creel train`.")
                        .arg(file));
    auto info = modelInfoFromJson(json.object());
    if (!info)
        return fail(info.error().code, LearningText::tr("%1: %2").arg(file, info.error().message));
    return info;
}

} // namespace creel
