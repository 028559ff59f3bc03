#include "core/base/whole_file.h"

#include <QSaveFile>

namespace creel {

tl::expected<void, QString> writeWhole(const QString& path, QByteArrayView bytes)
{
    QSaveFile file(path);
    // Unbuffered: Qt 6.4 commits a file although its buffer could not be written (QTBUG-75077).
    const bool isWritten = file.open(QIODevice::WriteOnly | QIODevice::Unbuffered) &&
                           file.write(bytes.data(), bytes.size()) == bytes.size();
    if (isWritten && file.commit()) // which syncs before it renames
        return {};
    return tl::unexpected(file.errorString());
}

} // namespace creel
