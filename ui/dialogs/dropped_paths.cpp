#include "ui/dialogs/dropped_paths.h"

#include <QMimeData>
#include <QUrl>

namespace creel {

QList<BytePath> droppedPaths(const QMimeData* data)
{
    QList<BytePath> paths;
    for (const QUrl& url : data->urls()) {
        if (!url.isLocalFile())
            continue;
        // Percent encoding keeps bytes that are no UTF-8, which a QString would lose.
        BytePath path = BytePath::fromPercentEncoding(url.path(QUrl::FullyEncoded).toLatin1());
        while (path.size() > 1 && path.endsWith('/'))
            path.chop(1);
        if (!path.isEmpty() && !paths.contains(path))
            paths.append(path);
    }
    return paths;
}

} // namespace creel
