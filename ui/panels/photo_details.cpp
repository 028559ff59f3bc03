#include "ui/panels/photo_details.h"

#include "core/base/text.h"
#include "ui/desk.h"

#include <QCoreApplication>
#include <QLocale>
#include <QTimeZone>

namespace creel {

namespace {

constexpr int longestNoteShown = 60;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(PhotoDetails)
};

QString decisionText(const Review& before, const Review& after, const LivingLabels& labels)
{
    switch (after.state) {
    case ReviewState::Accepted:
        return after.label.isValid() && after.label != before.label
                   ? Text::tr("Accepted as %1").arg(labels.name(after.label))
                   : Text::tr("Accepted");
    case ReviewState::Rejected:
        return Text::tr("Rejected: %1").arg(reasonText(after.reason).toLower());
    case ReviewState::Unreviewed:
        break;
    }
    return Text::tr("Back to unreviewed");
}

QString noteText(const QString& note)
{
    if (note.isEmpty())
        return Text::tr("Note removed");
    const QString line = note.simplified();
    return Text::tr("Noted: %1")
        .arg(line.size() <= longestNoteShown ? line : line.left(longestNoteShown - 1) + QStringLiteral("…"));
}

/// What the change did to this photo; the journal's own summary speaks of all photos of the action.
QString changeText(const HistoryItem& item, const LivingLabels& labels)
{
    if (item.change.entity != JournalEntity::Review)
        return item.entry.summary;
    const Review before = reviewFromJson(item.change.before.value_or(QJsonObject()));
    const Review after = reviewFromJson(item.change.after.value_or(QJsonObject()));
    QStringList parts;
    if (before.state != after.state || before.reason != after.reason || before.label != after.label)
        parts.append(decisionText(before, after, labels));
    if (before.note != after.note)
        parts.append(noteText(after.note));
    return parts.isEmpty() ? item.entry.summary : parts.join(QStringLiteral(", "));
}

QString hashText(const QString& hex)
{
    return hex.size() <= 18 ? hex : hex.left(8) + QStringLiteral("…") + hex.right(8);
}

QString numberWithThreeDigits(double value)
{
    return value >= 100 ? numberText(qRound64(value)) : QLocale().toString(value, 'g', 3);
}

QString degrees(double value, const QString& positive, const QString& negative)
{
    const QString unbroken = QStringLiteral("°\u00a0");
    return QLocale().toString(std::abs(value), 'f', 5) + unbroken + (value < 0 ? negative : positive);
}

QString pixelsText(const Photo& photo)
{
    return Text::tr("%1 × %2").arg(numberText(photo.width), numberText(photo.height));
}

QString megapixelsText(const Photo& photo)
{
    const double megapixels = double(photo.width) * photo.height / 1e6;
    return QLocale().toString(megapixels, 'f', megapixels < 10 ? 1 : 0);
}

} // namespace

Result<PhotoDetails> readDetails(const Desk& desk, PhotoId id)
{
    Connection& connection = *desk.connection();
    PhotoDetails details;
    CREEL_ASSIGN(const std::optional<Photo> photo, PhotoStore(connection).byId(id));
    if (!photo)
        return fail(ErrorCode::NotFound, Text::tr("The catalog has no photo %1.").arg(id.value()));
    details.photo = *photo;
    CREEL_ASSIGN(details.review, desk.session()->review(id));
    CREEL_ASSIGN(details.boxes, desk.session()->boxes(id));
    CREEL_ASSIGN(details.history, desk.session()->history(id));
    if (!photo->hash.isEmpty()) {
        CREEL_ASSIGN(
            details.sameBytes,
            connection.integer(QStringLiteral("SELECT count(*) FROM photo WHERE hash = ?"), {photo->hash}));
    }
    if (photo->nearGroup.isValid()) {
        CREEL_ASSIGN(details.lookAlikes,
                     connection.integer(QStringLiteral("SELECT count(*) FROM photo WHERE near_group = ?"),
                                        {photo->nearGroup.value()}));
    }
    return details;
}

QList<Fact> fileFacts(const Photo& photo)
{
    QList<Fact> facts;
    if (!photo.format.isEmpty())
        facts.append({Text::tr("Format"), photo.format.toUpper()});
    if (photo.width > 0)
        facts.append({Text::tr("Pixels"), Text::tr("%1, %2 MP").arg(pixelsText(photo), megapixelsText(photo)),
                      Text::tr("%1 megapixels").arg(megapixelsText(photo))});
    facts.append({Text::tr("Size"),
                  QLocale().formattedDataSize(photo.fileSize, 1, QLocale::DataSizeTraditionalFormat),
                  Text::tr("%1 bytes").arg(numberText(photo.fileSize))});
    if (photo.width > 0) {
        facts.append({Text::tr("Sharpness"), numberWithThreeDigits(photo.sharpness),
                      Text::tr("How strongly neighbouring pixels differ: low is blurred")});
        facts.append({Text::tr("Brightness"), Text::tr("%1 %").arg(qRound(photo.brightness * 100)),
                      Text::tr("Of all pixels together: 0 is black, 100 is white")});
    }
    if (!photo.hash.isEmpty()) {
        const QString hex = QString::fromLatin1(photo.hash.toHex());
        facts.append({Text::tr("Hash"), hashText(hex), hex, hex, true});
    }
    return facts;
}

QList<Fact> takenFacts(const Photo& photo)
{
    QList<Fact> facts;
    if (!photo.camera.isEmpty())
        facts.append({Text::tr("Camera"), photo.camera});
    if (photo.takenAt)
        facts.append({Text::tr("Date"),
                      QLocale().toString(QDateTime::fromSecsSinceEpoch(*photo.takenAt, QTimeZone::utc()),
                                         Text::tr("d MMM yyyy, HH:mm:ss")),
                      Text::tr("By the camera's own clock")});
    if (photo.position)
        facts.append({Text::tr("Place"), positionText(*photo.position), QString(),
                      QStringLiteral("%1, %2")
                          .arg(photo.position->latitude, 0, 'f', 6)
                          .arg(photo.position->longitude, 0, 'f', 6)});
    if (!photo.caption.isEmpty())
        facts.append({Text::tr("Caption"), photo.caption});
    return facts;
}

QString whenText(qint64 unixMs, const QDateTime& now)
{
    const QDateTime when = QDateTime::fromMSecsSinceEpoch(unixMs);
    const qint64 days = when.date().daysTo(now.date());
    const QString time = QLocale().toString(when.time(), Text::tr("HH:mm"));
    if (days == 0)
        return Text::tr("today %1").arg(time);
    if (days == 1)
        return Text::tr("yesterday %1").arg(time);
    if (days > 1 && days < 7)
        return QLocale().dayName(when.date().dayOfWeek()) + QLatin1Char(' ') + time;
    return QLocale().toString(when.date(), Text::tr("d MMM yyyy")) + QStringLiteral(", ") + time;
}

QString positionText(const GeoPosition& position)
{
    return degrees(position.latitude, Text::tr("N"), Text::tr("S")) + QStringLiteral(", ") +
           degrees(position.longitude, Text::tr("E"), Text::tr("W"));
}

QList<HistoryLine> historyLines(const QList<HistoryItem>& history, const LivingLabels& labels,
                                const QDateTime& now)
{
    QHash<EditId, QString> texts;
    for (const HistoryItem& item : history)
        texts.insert(item.entry.id, changeText(item, labels));
    const QString self = currentUser();
    QHash<EditId, bool> isUndone; // the newest word about an entry counts
    QList<HistoryLine> lines;
    for (const HistoryItem& item : history) {
        const JournalEntry& entry = item.entry;
        HistoryLine line{texts.value(entry.id), whenText(entry.at, now),
                         entry.who == self ? Text::tr("you") : entry.who, false};
        const EditId subject = entry.undoes.isValid() ? entry.undoes : entry.redoes;
        if (subject.isValid()) {
            if (!isUndone.contains(subject))
                isUndone.insert(subject, entry.undoes.isValid());
            line.text = (entry.undoes.isValid() ? Text::tr("Undone: %1") : Text::tr("Redone: %1"))
                            .arg(texts.value(subject, entry.summary));
        } else
            line.isUndone = isUndone.value(entry.id);
        lines.append(line);
    }
    return lines;
}

} // namespace creel
