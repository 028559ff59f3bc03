#pragma once

#include "core/base/byte_path.h"
#include "core/base/result.h"
#include "core/exchange/staging_folder.h"

#include <QByteArrayView>
#include <QSet>

#include <cstdio>
#include <memory>
#include <vector>

namespace creel {

/// How a photo gets into an export.
enum class PhotoLink
{
    Copy,
    Hard,     ///< a second name of the same file; takes no space, same disk only
    Symbolic, ///< points to the original, which must stay where it is
    None      ///< not at all: only what is said about it leaves
};

/// A file of an export that is written piece by piece.
class ExportFile
{
public:
    ExportFile(std::FILE* file, BytePath path) : m_file(file, &std::fclose), m_path(std::move(path)) {}

    Result<void> append(QByteArrayView bytes);
    /// Waits until what was written is on the disk.
    Result<void> sync();
    /// Hands everything to the system; to be called before the folder is committed.
    Result<void> close();

private:
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> m_file;
    BytePath m_path;
};

/// The folder that an export fills. Files gather in a hidden folder inside it and move to their places when
/// all are whole, so that an export that is stopped or fails leaves nothing. One thread.
class ExportFolder
{
public:
    /// Makes the folder if it is not there. Errors: Unwritable; Exists if it is no folder.
    static Result<std::unique_ptr<ExportFolder>> open(const BytePath& path, bool mayOverwrite);
    /// Removes what was not committed, and the folder itself if it was made for nothing.
    ~ExportFolder();
    ExportFolder(const ExportFolder&) = delete;
    ExportFolder& operator=(const ExportFolder&) = delete;

    const BytePath& path() const { return m_path; }
    /// Files that may not be replaced whatever is allowed: originals that lie in the export's folder.
    void protect(QSet<BytePath> paths) { m_protected = std::move(paths); }

    /// `name` is relative and stays inside the folder, or it is refused (BadInput). Error Exists if the file
    /// is there already and may not be replaced.
    Result<void> write(const BytePath& name, QByteArrayView bytes);
    Result<std::unique_ptr<ExportFile>> create(const BytePath& name);
    /// Error Unreadable where it is the original that cannot be read; the export may go on without it.
    Result<void> place(const BytePath& name, const BytePath& original, PhotoLink link);
    /// What was written so far, in that order.
    const std::vector<BytePath>& names() const { return m_order; }

    /// Moves everything to its place; where that fails, everything goes back.
    Result<void> commit();

private:
    ExportFolder(BytePath path, bool mayOverwrite, bool isNew)
        : m_path(std::move(path)), m_mayOverwrite(mayOverwrite), m_isNew(isNew)
    {}
    /// Where the file is made; its folder is there afterwards.
    Result<BytePath> stage(const BytePath& name);
    /// Notes what was made, for commit().
    void keep(const BytePath& name);
    Result<void> checkIsFree(const BytePath& name) const;
    BytePath realPath(const BytePath& name) const;
    Result<void> moveToPlace(const BytePath& name);
    void moveBack(const BytePath& name) const;

    BytePath m_path;
    std::unique_ptr<StagingFolder> m_staging;
    bool m_mayOverwrite;
    bool m_isNew;
    QSet<BytePath> m_protected;
    QSet<BytePath> m_folders; ///< made in the staging folder
    QSet<BytePath> m_names;
    std::vector<BytePath> m_order;
};

} // namespace creel
