#pragma once

#include "core/base/result.h"
#include "core/jobs/progress.h"

#include <QUrl>

#include <optional>

namespace creel {

/// A file to fetch and what it must turn out to be.
struct Download
{
    QUrl url;       ///< http or https
    QString target; ///< appears complete or not at all; what came so far is kept as `<target>.part`
    std::optional<qint64> bytes; ///< about how many, for the progress; twice as many are refused
    QByteArray sha256Prefix;     ///< hexadecimal; empty takes anything
    QUrl proxy;                  ///< http://host:port or socks5://…; empty takes the system's
    int stallSeconds = 30;       ///< without a byte, before the connection is given up
    int attempts = 3;            ///< each goes on where the last one stopped
};

/// Fetches the file: resumes, checks the checksum, syncs, renames. Turns an event loop of its own, so
/// it is for worker threads and the command line, never for the window's thread. Error Busy where the same
/// target is being fetched already.
Result<void> fetchFile(const Download& download, JobContext context);

} // namespace creel
