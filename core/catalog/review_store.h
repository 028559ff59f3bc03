#pragma once

#include "core/catalog/connection.h"

#include <QJsonObject>

#include <optional>
#include <span>

namespace creel {

enum class ReviewState : quint8
{
    Unreviewed,
    Accepted,
    Rejected
};

enum class RejectReason : quint8
{
    None,
    Equipment,
    Scenery,
    NotSubject,
    Unidentifiable,
    PoorQuality,
    Duplicate,
    Other,
};

QString stateName(ReviewState state); ///< "unreviewed", "accepted", "rejected"
std::optional<ReviewState> stateFromName(QStringView name);
QString reasonName(RejectReason reason); ///< "equipment", …, "not_the_subject"; empty for None
std::optional<RejectReason> reasonFromName(QStringView name);
/// For people: "Poor quality".
QString reasonText(RejectReason reason);
/// Every reason that can be chosen, in the order of menus.
std::span<const RejectReason> rejectReasons();

/// What a person decided about one photo. The default value is "nothing yet".
struct Review
{
    ReviewState state = ReviewState::Unreviewed;
    RejectReason reason = RejectReason::None;
    LabelId label; ///< a person's label; none leaves the folder's claim
    QString note;
    qint64 decidedAt = 0; ///< Unix milliseconds, 0 while unreviewed

    bool operator==(const Review&) const = default;
};

/// The row as the journal keeps it. A default review is an empty object.
QJsonObject toJson(const Review& review);
Review reviewFromJson(const QJsonObject& json);

/// Reads and writes the table `review`. Only the journal's writers call put().
class ReviewStore
{
public:
    explicit ReviewStore(Connection& connection) : m_connection(connection) {}

    Result<Review> byPhoto(PhotoId photo);
    /// Overwrites; a default review removes the row. An unknown photo is an error (NotFound).
    Result<void> put(PhotoId photo, const Review& review);

private:
    Connection& m_connection;
    std::optional<Query> m_select;
    std::optional<Query> m_upsert;
};

} // namespace creel
