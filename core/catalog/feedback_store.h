#pragma once

#include "core/catalog/connection.h"

#include <QList>

#include <optional>

namespace creel {

/// What somebody on the web said about a photo that they sent. Not a label: a person decides.
struct WebFeedback
{
    QString label;         ///< what the sender says it shows
    QString predicted;     ///< what the model had said
    QString modelHash;     ///< xxHash128 of the model file, hexadecimal
    qint64 receivedAt = 0; ///< Unix milliseconds
};

/// Reads and writes the table `web_feedback`: which photos came from the web.
class FeedbackStore
{
public:
    explicit FeedbackStore(Connection& connection) : m_connection(connection) {}

    /// Overwrites what was said about the photo before.
    Result<void> put(PhotoId photo, const WebFeedback& feedback);
    Result<std::optional<WebFeedback>> byPhoto(PhotoId photo);
    /// Every photo from the web, the newest first.
    Result<QList<PhotoId>> photos();

private:
    Connection& m_connection;
};

} // namespace creel
