#include "core/catalog/feedback_store.h"

namespace creel {

Result<void> FeedbackStore::put(PhotoId photo, const WebFeedback& feedback)
{
    CREEL_TRY(m_connection.run(
        QStringLiteral(
            "INSERT OR REPLACE INTO web_feedback (photo_id, label, predicted, model_hash, received_at) "
            "VALUES (?, ?, ?, ?, ?)"),
        {photo.value(), feedback.label, feedback.predicted, feedback.modelHash, feedback.receivedAt}));
    return {};
}

Result<std::optional<WebFeedback>> FeedbackStore::byPhoto(PhotoId photo)
{
    CREEL_ASSIGN(Query query,
                 m_connection.run(QStringLiteral("SELECT label, predicted, model_hash, received_at "
                                                 "FROM web_feedback WHERE photo_id = ?"),
                                  {photo.value()}));
    if (!query.next())
        return std::nullopt;
    return WebFeedback{query.text(0), query.text(1), query.text(2), query.integer(3)};
}

Result<QList<PhotoId>> FeedbackStore::photos()
{
    CREEL_ASSIGN(Query query,
                 m_connection.run(QStringLiteral(
                     "SELECT photo_id FROM web_feedback ORDER BY received_at DESC, photo_id DESC")));
    QList<PhotoId> photos;
    CREEL_TRY(query.each([&](const Query& row) { photos.append(row.id<PhotoId>(0)); }));
    return photos;
}

} // namespace creel
