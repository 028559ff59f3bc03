#pragma once

#include "core/serve/http_message.h"

namespace creel {

/// The page that the server shows, out of the program's resources, with what browsers want to know of each
/// file. Read once; any thread.
class WebFiles
{
public:
    WebFiles();

    bool contains(const QByteArray& path) const { return m_files.contains(path); }
    HttpAnswer answer(const HttpRequest& request) const;

private:
    struct File
    {
        QByteArray contentType;
        QByteArray bytes;
        QByteArray tag;
    };

    QHash<QByteArray, File> m_files;
};

} // namespace creel
