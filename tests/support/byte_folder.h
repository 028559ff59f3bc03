#pragma once

#include "core/base/byte_path.h"

#include <QTemporaryDir>

#include <filesystem>

namespace creel::test {

/// A temporary folder that goes away with this object, whatever names its files have; QTemporaryDir cannot
/// delete names that are not UTF-8.
class ByteFolder
{
public:
    ByteFolder() { m_folder.setAutoRemove(false); }
    ~ByteFolder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(m_folder.path().toStdString(), ignored);
    }

    BytePath path() const { return bytePathFromLocal(m_folder.path()); }
    BytePath path(const BytePath& name) const { return joinPath(path(), name); }
    /// For names of catalogs.
    QString file(const char* name) const { return m_folder.filePath(QLatin1String(name)); }

private:
    QTemporaryDir m_folder;
};

} // namespace creel::test
