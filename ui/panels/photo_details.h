#pragma once

#include "core/catalog/box_store.h"
#include "core/catalog/journal.h"
#include "core/catalog/photo_store.h"
#include "core/catalog/review_store.h"
#include "ui/panels/fact_list.h"

#include <QDateTime>

namespace creel {

class Desk;
class LivingLabels;

/// All that the inspector says about one photo. Read from the catalog in well under a millisecond.
struct PhotoDetails
{
    Photo photo;
    Review review;
    PhotoBoxes boxes;
    QList<HistoryItem> history; ///< newest first
    qint64 sameBytes = 0;       ///< photos with the same bytes, this one included
    qint64 lookAlikes = 0;      ///< photos of its near-duplicate group, this one included
};

Result<PhotoDetails> readDetails(const Desk& desk, PhotoId photo);

/// Format, pixels, size, sharpness, brightness, hash.
QList<Fact> fileFacts(const Photo& photo);
/// Camera, date, place, caption; only what is known.
QList<Fact> takenFacts(const Photo& photo);

/// "today 10:41", "yesterday 18:03", "Monday 09:12", "3 Mar 2024, 14:02".
QString whenText(qint64 unixMs, const QDateTime& now);
/// "46.50000° N, 110.50000° W"
QString positionText(const GeoPosition& position);

/// One thing that was done to a photo.
struct HistoryLine
{
    QString text; ///< "Accepted as brown"
    QString when; ///< "today 10:41"
    QString who;  ///< "you"
    bool isUndone = false;
};

/// Newest first.
QList<HistoryLine> historyLines(const QList<HistoryItem>& history, const LivingLabels& labels,
                                const QDateTime& now);

} // namespace creel
