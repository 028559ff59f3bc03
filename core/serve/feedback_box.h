#pragma once

#include "core/base/byte_path.h"
#include "core/catalog/feedback_store.h"
#include "core/jobs/cancel_token.h"

#include <QDir>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

namespace creel {

struct FeedbackOptions
{
    QString catalog;                      ///< empty: corrections are not taken
    qint64 folderBytes = qint64(1) << 30; ///< that wait and were taken in, all together
};

/// Takes corrections from the web. Each is two files in a folder beside the catalog, on the disk before it is
/// accepted; a thread of its own imports them into the catalog, unreviewed and without a label. What a crash
/// interrupts is done after the next start.
class FeedbackBox
{
public:
    /// Error where the catalog cannot be written or the folder cannot be made.
    static Result<std::unique_ptr<FeedbackBox>> open(const FeedbackOptions& options);
    /// Gives up the import that runs; the next start does it.
    ~FeedbackBox();
    FeedbackBox(const FeedbackBox&) = delete;
    FeedbackBox& operator=(const FeedbackBox&) = delete;

    /// "trout.creel-web" beside "trout.creel".
    static QString folderOf(const QString& catalog);

    /// The correction is on the disk when this returns without error. `format` is what decodePhoto() found.
    /// Errors DiskFull where the folder's share is used up, Unwritable. Any thread.
    Result<void> take(QByteArrayView photo, const QByteArray& format, const WebFeedback& feedback);

private:
    FeedbackBox(const FeedbackOptions& options);

    /// Both files, or neither.
    Result<void> store(QByteArrayView photo, const QByteArray& format, const WebFeedback& feedback) const;
    void run();
    /// Files of corrections that are not in the catalog yet.
    QStringList waiting() const;
    Result<void> importWaiting(const QStringList& notes);
    Result<void> record(const QStringList& notes);
    QString photoOf(const QString& note) const;

    const FeedbackOptions m_options;
    const QDir m_folder;
    const CancelToken m_stop; ///< for the import, which compares the whole catalog
    std::mutex m_mutex;
    std::condition_variable m_wake;
    qint64 m_bytes = 0; ///< in the folder
    bool m_hasNews = true;
    bool m_isStopping = false;
    std::thread m_thread;
};

} // namespace creel
