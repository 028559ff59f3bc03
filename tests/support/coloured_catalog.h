#pragma once

#include "core/base/byte_path.h"
#include "core/catalog/connection.h"

#include <QColor>
#include <QTemporaryDir>

namespace creel::test {

/// A catalog of plain photos in a folder a class: red, green and blue ones, which FakeEngine tells apart. All
/// files differ.
class ColouredCatalog
{
public:
    explicit ColouredCatalog(int each);

    QString path() const { return m_folder.filePath(QStringLiteral("c.creel")); }
    QString file(const QString& name) const { return m_folder.filePath(name); }
    /// photos/CLASS/NAME; overwrites. Not yet imported.
    void paint(const QString& label, const QString& name, const QColor& colour) const;
    BytePath photo(const QString& label, const QString& name) const;
    void import() const;
    std::unique_ptr<Connection> open(Connection::Access access = Connection::Access::ReadWrite) const;

private:
    QTemporaryDir m_folder;
};

} // namespace creel::test
