#include "core/catalog/review_store.h"

#include <QCoreApplication>

#include <array>

namespace creel {

namespace {

constexpr std::array stateNames{QLatin1String("unreviewed"), QLatin1String("accepted"),
                                QLatin1String("rejected")};

constexpr std::array reasonNames{QLatin1String(""),
                                 QLatin1String("equipment"),
                                 QLatin1String("scenery"),
                                 QLatin1String("not_the_subject"),
                                 QLatin1String("unidentifiable"),
                                 QLatin1String("poor_quality"),
                                 QLatin1String("duplicate"),
                                 QLatin1String("other")};

constexpr std::array reasonTexts{"",
                                 QT_TRANSLATE_NOOP("RejectReason", "Equipment"),
                                 QT_TRANSLATE_NOOP("RejectReason", "Scenery"),
                                 QT_TRANSLATE_NOOP("RejectReason", "Not the subject"),
                                 QT_TRANSLATE_NOOP("RejectReason", "Unidentifiable"),
                                 QT_TRANSLATE_NOOP("RejectReason", "Poor quality"),
                                 QT_TRANSLATE_NOOP("RejectReason", "Duplicate"),
                                 QT_TRANSLATE_NOOP("RejectReason", "Other")};

constexpr std::array choosable{RejectReason::Equipment,   RejectReason::Scenery,
                               RejectReason::NotSubject,  RejectReason::Unidentifiable,
                               RejectReason::PoorQuality, RejectReason::Duplicate,
                               RejectReason::Other};

template<class Enum, size_t n>
std::optional<Enum> fromName(const std::array<QLatin1String, n>& names, QStringView name)
{
    for (size_t i = 0; i < n; ++i) {
        if (names[i] == name)
            return Enum(i);
    }
    return std::nullopt;
}

QString text(const QString& value)
{
    return value.isNull() ? QLatin1String("") : value;
}

} // namespace

QString stateName(ReviewState state)
{
    return stateNames[size_t(state)];
}

std::optional<ReviewState> stateFromName(QStringView name)
{
    return fromName<ReviewState>(stateNames, name);
}

QString reasonName(RejectReason reason)
{
    return reasonNames[size_t(reason)];
}

std::optional<RejectReason> reasonFromName(QStringView name)
{
    return fromName<RejectReason>(reasonNames, name);
}

QString reasonText(RejectReason reason)
{
    return QCoreApplication::translate("RejectReason", reasonTexts[size_t(reason)]);
}

std::span<const RejectReason> rejectReasons()
{
    return choosable;
}

QJsonObject toJson(const Review& review)
{
    QJsonObject json;
    if (review.state != ReviewState::Unreviewed)
        json.insert(QStringLiteral("state"), stateName(review.state));
    if (review.reason != RejectReason::None)
        json.insert(QStringLiteral("reason"), reasonName(review.reason));
    if (review.label.isValid())
        json.insert(QStringLiteral("label_id"), review.label.value());
    if (!review.note.isEmpty())
        json.insert(QStringLiteral("note"), review.note);
    if (review.decidedAt != 0)
        json.insert(QStringLiteral("decided_at"), review.decidedAt);
    return json;
}

Review reviewFromJson(const QJsonObject& json)
{
    Review review;
    review.state = stateFromName(json[QStringLiteral("state")].toString()).value_or(ReviewState::Unreviewed);
    review.reason = reasonFromName(json[QStringLiteral("reason")].toString()).value_or(RejectReason::None);
    review.label = LabelId(json[QStringLiteral("label_id")].toInteger());
    review.note = json[QStringLiteral("note")].toString();
    review.decidedAt = json[QStringLiteral("decided_at")].toInteger();
    return review;
}

Result<Review> ReviewStore::byPhoto(PhotoId photo)
{
    if (!m_select) {
        CREEL_ASSIGN(Query query,
                     m_connection.prepare(QStringLiteral(
                         "SELECT state, reason, label_id, note, decided_at FROM review WHERE photo_id = ?")));
        m_select.emplace(std::move(query));
    }
    CREEL_TRY(m_select->run({photo.value()}));
    Review review;
    if (m_select->next()) {
        review.state = stateFromName(m_select->text(0)).value_or(ReviewState::Unreviewed);
        review.reason = reasonFromName(m_select->text(1)).value_or(RejectReason::Other);
        review.label = m_select->id<LabelId>(2);
        review.note = m_select->text(3);
        review.decidedAt = m_select->integer(4);
    }
    m_select->finish();
    return review;
}

Result<void> ReviewStore::put(PhotoId photo, const Review& review)
{
    if (review == Review()) {
        CREEL_TRY(m_connection.run(QStringLiteral("DELETE FROM review WHERE photo_id = ?"), {photo.value()}));
        return {};
    }
    if (!m_upsert) {
        CREEL_ASSIGN(
            Query query,
            m_connection.prepare(QStringLiteral(
                "INSERT INTO review (photo_id, state, reason, label_id, note, decided_at) "
                "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (photo_id) DO UPDATE SET state = excluded.state, "
                "reason = excluded.reason, label_id = excluded.label_id, note = excluded.note, "
                "decided_at = excluded.decided_at")));
        m_upsert.emplace(std::move(query));
    }
    return m_upsert->run({photo.value(), stateName(review.state), text(reasonName(review.reason)),
                          idOrNull(review.label), text(review.note),
                          review.decidedAt ? QVariant(review.decidedAt) : QVariant()});
}

} // namespace creel
