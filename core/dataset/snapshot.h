#pragma once

#include "core/base/byte_path.h"
#include "core/dataset/split.h"
#include "core/jobs/cancel_token.h"

#include <QJsonObject>
#include <QMap>
#include <QStringList>

#include <array>

namespace creel {

/// Why a photo takes no part in training or testing.
enum class LeftOut
{
    Rejected,
    Unreviewed, ///< where only accepted photos are wanted
    NoLabel,
    Missing,
    Problem,
    Copy,         ///< another photo with the same bytes takes part
    LabelsDiffer, ///< copies with the same bytes have different labels
    OtherSide     ///< photos it belongs with came to lie on a side that tests
};

QString leftOutName(LeftOut reason); ///< "rejected", …, "other_side"
/// For people: "1 rejected", "6 copies of another photo".
QString leftOutText(LeftOut reason, qint64 count);

struct SnapshotOptions
{
    bool onlyAccepted = false; ///< else unreviewed photos with a label take part too
    SplitFractions fractions;
    quint64 seed = 1;
};

struct SnapshotPhoto
{
    PhotoId id;
    BytePath file; ///< absolute
    QByteArray hash;
    int label = 0; ///< class number
    SplitPart part = SplitPart::Train;
    quint32 group = 0; ///< photos with the same number belong together
};

/// The labelled photos of a catalog at one moment, each on its side.
struct Snapshot
{
    QStringList classes; ///< in the order of the labels
    QList<LabelId> labels;
    std::vector<SnapshotPhoto> photos;
    std::vector<std::array<qint64, splitParts>> counts; ///< by class and part
    QMap<LeftOut, qint64> leftOut;
    qint64 unreviewed = 0;  ///< of `photos`
    bool hasTies = false;   ///< some photos belong together, so that a random split would differ
    QStringList warnings;   ///< what a person should know before training on it
    QByteArray splitDigest; ///< see splitDigest()
    qint64 catalogRevision = 0;

    qint64 count(SplitPart part) const;
};

/// Takes the snapshot and gives sides to photos that have none. They are remembered where `connection` may
/// write, so that they never change. Any thread that owns the connection. Errors: BadInput, in words for
/// people, if there is too little to train and test on; Cancelled.
Result<Snapshot> takeSnapshot(Connection& connection, const SnapshotOptions& options,
                              const CancelToken& cancel = {});

/// What a person should know before training on it. takeSnapshot() has put them into `warnings`.
QStringList warningsOf(const Snapshot& snapshot);
/// Counts, what is left out and why, warnings; no photos.
QJsonObject toJson(const Snapshot& snapshot);

/// The photos that train or validate with sides drawn as if each stood for itself, as many on each side.
std::vector<SnapshotPhoto> withRandomSides(const Snapshot& snapshot, quint64 seed);

} // namespace creel
