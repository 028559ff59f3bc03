#include "core/dataset/snapshot_file.h"

#include "core/base/whole_file.h"
#include "core/dataset/dataset_text.h"

#include <QCborArray>
#include <QCborMap>
#include <QCborValue>
#include <QFile>

namespace creel {

namespace {

const QString purposeKey = QStringLiteral("purpose");
const QString classesKey = QStringLiteral("classes");
const QString labelsKey = QStringLiteral("labels");
const QString photosKey = QStringLiteral("photos");
const QString tiesKey = QStringLiteral("has_ties");
const QString digestKey = QStringLiteral("split_digest");
const QString revisionKey = QStringLiteral("catalog_revision");

QCborArray toCbor(const SnapshotPhoto& photo)
{
    return {photo.id.value(), photo.file, photo.hash, photo.label, int(photo.part), qint64(photo.group)};
}

std::optional<SnapshotPhoto> photoFromCbor(const QCborArray& cbor, qsizetype classes)
{
    const qint64 label = cbor.at(3).toInteger(-1);
    const qint64 part = cbor.at(4).toInteger(-1);
    if (cbor.size() != 6 || label < 0 || label >= classes || part < 0 || part >= splitParts)
        return std::nullopt;
    return SnapshotPhoto{PhotoId(cbor.at(0).toInteger()),
                         cbor.at(1).toByteArray(),
                         cbor.at(2).toByteArray(),
                         int(label),
                         SplitPart(part),
                         quint32(cbor.at(5).toInteger())};
}

} // namespace

Result<void> writeSnapshot(const QString& path, const Snapshot& snapshot, const QJsonObject& purpose)
{
    QCborArray labels, photos;
    for (const LabelId label : snapshot.labels)
        labels.append(label.value());
    for (const SnapshotPhoto& photo : snapshot.photos)
        photos.append(toCbor(photo));
    const QCborMap cbor{{purposeKey, QCborMap::fromJsonObject(purpose)},
                        {classesKey, QCborArray::fromStringList(snapshot.classes)},
                        {labelsKey, labels},
                        {photosKey, photos},
                        {tiesKey, snapshot.hasTies},
                        {digestKey, snapshot.splitDigest},
                        {revisionKey, snapshot.catalogRevision}};
    if (const auto written = writeWhole(path, cbor.toCborValue().toCbor()); !written)
        return fail(ErrorCode::Unwritable,
                    DatasetText::tr("%1 cannot be written: %2.").arg(path, written.error()));
    return {};
}

std::optional<Snapshot> readSnapshot(const QString& path, const QJsonObject& purpose)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    const QCborMap cbor = QCborValue::fromCbor(file.readAll()).toMap();
    if (cbor.value(purposeKey).toMap() != QCborMap::fromJsonObject(purpose))
        return std::nullopt;
    Snapshot snapshot;
    for (const QCborValue name : cbor.value(classesKey).toArray())
        snapshot.classes.append(name.toString());
    for (const QCborValue label : cbor.value(labelsKey).toArray())
        snapshot.labels.append(LabelId(label.toInteger()));
    snapshot.counts.resize(size_t(snapshot.classes.size()));
    for (const QCborValue each : cbor.value(photosKey).toArray()) {
        const auto photo = photoFromCbor(each.toArray(), snapshot.classes.size());
        if (!photo)
            return std::nullopt;
        ++snapshot.counts[size_t(photo->label)][size_t(photo->part)];
        snapshot.photos.push_back(*photo);
    }
    snapshot.hasTies = cbor.value(tiesKey).toBool();
    snapshot.splitDigest = cbor.value(digestKey).toByteArray();
    snapshot.catalogRevision = cbor.value(revisionKey).toInteger();
    if (snapshot.labels.size() != snapshot.classes.size() || snapshot.photos.empty())
        return std::nullopt;
    return snapshot;
}

} // namespace creel
