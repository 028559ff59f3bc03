#include "core/base/byte_path.h"

#include <QFile>
#include <QStringDecoder>

namespace creel {

QString displayPath(const BytePath& path)
{
    return QString::fromUtf8(path);
}

bool isDisplayLossless(const BytePath& path)
{
    QStringDecoder decoder(QStringDecoder::Utf8);
    const QString text = decoder.decode(path);
    return !decoder.hasError() && text.toUtf8() == path;
}

BytePath joinPath(const BytePath& directory, const BytePath& name)
{
    if (directory.isEmpty() || name.isEmpty())
        return directory.isEmpty() ? name : directory;
    return directory.endsWith('/') ? directory + name : directory + '/' + name;
}

std::pair<BytePath, BytePath> splitPath(const BytePath& path)
{
    const qsizetype slash = path.lastIndexOf('/');
    return slash < 0 ? std::pair(BytePath(), path) : std::pair(path.left(slash), path.mid(slash + 1));
}

bool isWithin(const BytePath& path, const BytePath& folder)
{
    return path == folder || folder == "/" || (path.startsWith(folder) && path.at(folder.size()) == '/');
}

BytePath bytePathFromLocal(const QString& path)
{
    return QFile::encodeName(path);
}

} // namespace creel
