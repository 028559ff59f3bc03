#include "core/learning/weight_store.h"

#include "core/base/whole_file.h"
#include "core/learning/learning_text.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QSaveFile>
#include <QStandardPaths>

#include <algorithm>

namespace creel {

namespace {

QJsonArray toArray(const std::array<float, 3>& numbers)
{
    QJsonArray array;
    for (const float number : numbers)
        array.append(QString::number(number, 'g', 6).toDouble()); // 0.485, not 0.48500001430511475
    return array;
}

void read(const QJsonValue& json, std::array<float, 3>& numbers)
{
    const QJsonArray array = json.toArray();
    for (qsizetype i = 0; i < 3 && array.size() == 3; ++i)
        numbers[size_t(i)] = float(array[i].toDouble(numbers[size_t(i)]));
}

KnownWeights knownFrom(const QJsonObject& json)
{
    KnownWeights known;
    known.name = json[QLatin1String("name")].toString();
    known.backbone = json[QLatin1String("backbone")].toString();
    known.url = QUrl(json[QLatin1String("url")].toString());
    if (json[QLatin1String("bytes")].isDouble())
        known.bytes = json[QLatin1String("bytes")].toInteger();
    known.sha256Prefix = json[QLatin1String("sha256_prefix")].toString().toLatin1();
    known.normalization = normalizationFromJson(json);
    known.licence = json[QLatin1String("licence")].toString();
    return known;
}

QJsonObject recordOf(const StoredWeights& weights)
{
    QJsonObject json = toJson(weights.normalization);
    json.insert(QStringLiteral("name"), weights.name);
    json.insert(QStringLiteral("backbone"), weights.backbone);
    json.insert(QStringLiteral("file"), QFileInfo(weights.file).fileName());
    json.insert(QStringLiteral("bytes"), weights.bytes);
    json.insert(QStringLiteral("sha256"), QString::fromLatin1(weights.sha256));
    json.insert(QStringLiteral("source"), weights.source);
    json.insert(QStringLiteral("licence"), weights.licence);
    return json;
}

/// What a record in `folder` says; nothing if it is none, or points out of the folder.
std::optional<StoredWeights> storedFrom(const QDir& folder, const QString& recordFile)
{
    QFile file(folder.filePath(recordFile));
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    const QJsonObject json = QJsonDocument::fromJson(file.readAll()).object();
    const QString name = json[QLatin1String("file")].toString();
    if (name.isEmpty() || QFileInfo(name).fileName() != name)
        return std::nullopt;
    StoredWeights weights;
    weights.name = json[QLatin1String("name")].toString();
    weights.backbone = json[QLatin1String("backbone")].toString();
    weights.file = folder.absoluteFilePath(name);
    weights.bytes = json[QLatin1String("bytes")].toInteger();
    weights.sha256 = json[QLatin1String("sha256")].toString().toLatin1();
    weights.normalization = normalizationFromJson(json);
    weights.source = json[QLatin1String("source")].toString();
    weights.licence = json[QLatin1String("licence")].toString();
    return weights;
}

Result<void> checkName(const QString& name)
{
    static const QRegularExpression sound(QStringLiteral("^[A-Za-z0-9][A-Za-z0-9_.-]{0,79}$"));
    if (sound.match(name).hasMatch())
        return {};
    return fail(ErrorCode::BadInput,
                LearningText::tr("“%1” cannot name weights: take letters, digits, dots, dashes "
                                 "and underscores, at most 80.")
                    .arg(name));
}

Result<void> writeFile(const QString& path, const QByteArray& bytes)
{
    if (const auto written = writeWhole(path, bytes); !written)
        return fail(ErrorCode::Unwritable,
                    LearningText::tr("%1 cannot be written: %2.").arg(path, written.error()));
    return {};
}

/// Copies under a temporary name, then renames.
Result<void> copyFile(const QString& from, const QString& to)
{
    QFile source(from);
    if (!source.open(QIODevice::ReadOnly))
        return fail(ErrorCode::Unreadable,
                    LearningText::tr("%1 cannot be read: %2.").arg(from, source.errorString()));
    QSaveFile target(to);
    bool isSound = target.open(QIODevice::WriteOnly | QIODevice::Unbuffered); // see writeWhole()
    while (isSound && !source.atEnd()) {
        const QByteArray block = source.read(1 << 20);
        isSound = !block.isEmpty() && target.write(block) == block.size();
    }
    if (isSound && target.commit())
        return {};
    return fail(ErrorCode::Unwritable,
                LearningText::tr("%1 cannot be copied to %2: %3.").arg(from, to, target.errorString()));
}

} // namespace

QJsonObject toJson(const Normalization& normalization)
{
    return {{QStringLiteral("mean"), toArray(normalization.mean)},
            {QStringLiteral("std"), toArray(normalization.deviation)}};
}

Normalization normalizationFromJson(const QJsonObject& json)
{
    Normalization normalization;
    read(json[QLatin1String("mean")], normalization.mean);
    read(json[QLatin1String("std")], normalization.deviation);
    return normalization;
}

const QList<KnownWeights>& knownWeights()
{
    static const QList<KnownWeights> known = [] {
        QList<KnownWeights> list;
        QFile file(QStringLiteral(":/weights/manifest.json"));
        if (file.open(QIODevice::ReadOnly))
            for (const QJsonValue entry :
                 QJsonDocument::fromJson(file.readAll()).object()[QLatin1String("weights")].toArray())
                list.append(knownFrom(entry.toObject()));
        return list;
    }();
    return known;
}

Result<QByteArray> sha256Of(const QString& path)
{
    QFile file(path);
    QCryptographicHash hash(QCryptographicHash::Sha256);
    if (!file.open(QIODevice::ReadOnly) || !hash.addData(&file))
        return fail(file.exists() ? ErrorCode::Unreadable : ErrorCode::NotFound,
                    LearningText::tr("%1 cannot be read: %2.").arg(path, file.errorString()));
    return hash.result().toHex();
}

QString WeightStore::defaultFolder()
{
    const QString named = qEnvironmentVariable("CREEL_WEIGHTS");
    return named.isEmpty() ? QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) +
                                 QStringLiteral("/creel/weights")
                           : named;
}

QString WeightStore::pathOf(const QString& name, const QString& suffix) const
{
    return QDir(m_folder).absoluteFilePath(name + QLatin1Char('.') + suffix);
}

Result<QList<StoredWeights>> WeightStore::stored() const
{
    const QDir folder(m_folder);
    QList<StoredWeights> list;
    for (const QString& record : folder.entryList({QStringLiteral("*.json")}, QDir::Files, QDir::Name))
        if (const auto weights = storedFrom(folder, record))
            list.append(*weights);
    return list;
}

Result<StoredWeights> WeightStore::byName(const QString& name) const
{
    CREEL_ASSIGN(const QList<StoredWeights> list, stored());
    const auto found = std::ranges::find(list, name, &StoredWeights::name);
    if (found != list.end())
        return *found;
    const bool isKnown = std::ranges::find(knownWeights(), name, &KnownWeights::name) != knownWeights().end();
    return fail(
        ErrorCode::NotFound,
        isKnown ? LearningText::tr("The weights %1 are not on this machine. Fetch them with `creel weights "
                                   "fetch %1`.")
                      .arg(name)
                : LearningText::tr("There are no weights named %1. `creel weights list` says what there is; "
                                   "`creel weights add` takes a file in.")
                      .arg(name));
}

Result<StoredWeights> WeightStore::record(StoredWeights weights)
{
    weights.bytes = QFileInfo(weights.file).size();
    CREEL_ASSIGN(weights.sha256, sha256Of(weights.file));
    CREEL_TRY(writeFile(pathOf(weights.name, QStringLiteral("json")),
                        QJsonDocument(recordOf(weights)).toJson(QJsonDocument::Indented)));
    return weights;
}

Result<StoredWeights> WeightStore::add(const QString& file, StoredWeights weights)
{
    CREEL_TRY(checkName(weights.name));
    CREEL_ASSIGN(const QByteArray sha256, sha256Of(file));
    if (const auto present = byName(weights.name); present && present->sha256 != sha256)
        return fail(
            ErrorCode::Exists,
            LearningText::tr("There are other weights named %1 already. Choose another name, or remove %2.")
                .arg(weights.name, present->file));
    if (!QDir().mkpath(m_folder))
        return fail(ErrorCode::Unwritable, LearningText::tr("The folder %1 cannot be made.").arg(m_folder));
    const bool isPth = !file.endsWith(QLatin1String(".safetensors"), Qt::CaseInsensitive);
    weights.file = pathOf(weights.name, isPth ? QStringLiteral("pth") : QStringLiteral("safetensors"));
    if (QFileInfo(file).canonicalFilePath() != QFileInfo(weights.file).canonicalFilePath())
        CREEL_TRY(copyFile(file, weights.file));
    return record(std::move(weights));
}

Result<QString> WeightStore::placeFor(const KnownWeights& known) const
{
    if (!QDir().mkpath(m_folder))
        return fail(ErrorCode::Unwritable, LearningText::tr("The folder %1 cannot be made.").arg(m_folder));
    return pathOf(known.name, QStringLiteral("pth"));
}

Result<StoredWeights> WeightStore::adopt(const KnownWeights& known)
{
    return record({known.name,
                   known.backbone,
                   pathOf(known.name, QStringLiteral("pth")),
                   0,
                   {},
                   known.normalization,
                   known.url.toString(),
                   known.licence});
}

Result<void> WeightStore::verify(const StoredWeights& weights) const
{
    CREEL_ASSIGN(const QByteArray sha256, sha256Of(weights.file));
    if (sha256 == weights.sha256)
        return {};
    return fail(
        ErrorCode::Corrupt,
        LearningText::tr("The weights %1 changed since they were stored: %2 has another checksum. Remove the "
                         "file and fetch or add it again.")
            .arg(weights.name, weights.file));
}

} // namespace creel
