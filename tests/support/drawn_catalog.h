#pragma once

#include "core/base/byte_path.h"

#include <QSize>
#include <QTemporaryDir>

namespace creel::test {

/// A folder `brown` of drawn JPEG photos, 00.jpg and on, and a catalog they were imported into; both vanish
/// with it.
class DrawnCatalog
{
public:
    /// Photo i is drawnPhoto(i, size).
    explicit DrawnCatalog(int photos = 0, QSize size = QSize(320, 240));

    QString path() const { return m_folder.filePath(QStringLiteral("drawn.creel")); }
    BytePath file(const QByteArray& name) const;
    BytePath file(int photo) const;
    /// Writes a file beside the photos; not yet imported.
    void write(const QByteArray& name, const QByteArray& bytes);
    /// Takes in what is new or changed in the folder.
    void import();

private:
    QTemporaryDir m_folder;
};

} // namespace creel::test
