#pragma once

#include "core/base/byte_path.h"
#include "core/catalog/photo_store.h"

#include <array>
#include <optional>
#include <vector>

namespace creel {

/// What import needs to know of a photo to see whether its file changed.
struct KnownPhoto
{
    PhotoId id;
    BytePath name;
    qint64 fileSize = 0;
    qint64 fileMtime = 0;
    bool missing = false;
    Problem problem = Problem::None;
    LabelId folderLabel;
    /// Of ImportPlan::absent() alone: the absolute path where the scan saw nothing; empty where it saw
    /// something that it passed by.
    BytePath goneFrom = {};
};

/// Where a photo with certain bytes was seen last.
struct PhotoLocation
{
    PhotoId id;
    BytePath path; ///< absolute
    Problem problem = Problem::None;
};

/// What decides whether two photos are copies of each other, and what the catalog says about that now.
struct DuplicateRow
{
    PhotoId id;
    std::array<quint64, 2> hash{}; ///< zeros: none
    std::optional<quint64> phash;
    float aspect = 0; ///< width / height, 0 if unknown
    PhotoId duplicateOf;
    PhotoId nearGroup;

    bool hasHash() const { return hash[0] != 0 || hash[1] != 0; }
};

/// Import's view of the table `photo`: narrow reads and writes over many rows.
class ImportIndex
{
public:
    explicit ImportIndex(Connection& connection) : m_connection(connection) {}

    Result<std::vector<KnownPhoto>> inFolder(FolderId folder);
    Result<std::optional<PhotoId>> find(FolderId folder, const BytePath& name);
    /// In the order of their ids.
    Result<std::vector<PhotoLocation>> withHash(const QByteArray& hash);
    /// A label that the folder's photos claim already.
    Result<LabelId> folderLabel(FolderId folder);
    Result<void> setMissing(PhotoId id, bool missing, qint64 revision);
    Result<void> setFolderLabel(PhotoId id, LabelId label, qint64 revision);

    /// Every photo that is there and has pixels, in the order of ids.
    Result<std::vector<DuplicateRow>> duplicateRows();
    Result<void> setDuplicates(PhotoId id, PhotoId duplicateOf, PhotoId nearGroup, qint64 revision);
    /// Forgets what copies the photos had that are gone or have no pixels.
    Result<void> clearStaleDuplicates(qint64 revision);
    Result<qint64> exactDuplicateCount();
    Result<qint64> nearGroupCount();
    Result<qint64> revision();

private:
    /// Prepares `sql` once and runs it with `values`.
    Result<Query*> run(std::optional<Query>& query, const char* sql, const QVariantList& values);

    Connection& m_connection;
    std::optional<Query> m_inFolder;
    std::optional<Query> m_find;
    std::optional<Query> m_withHash;
    std::optional<Query> m_folderLabel;
    std::optional<Query> m_setMissing;
    std::optional<Query> m_setFolderLabel;
    std::optional<Query> m_setDuplicates;
};

} // namespace creel
