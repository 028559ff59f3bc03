#pragma once

#include "core/catalog/import_index.h"
#include "core/ingest/folder_labeller.h"
#include "core/ingest/folder_scan.h"
#include "core/ingest/root_map.h"

#include <QSet>

namespace creel {

/// What is to be done about one scanned file.
struct PlannedFile
{
    const ScannedFile* file = nullptr;
    PhotoId known;         ///< the row with this path, if there is one
    LabelId knownLabel;    ///< its folder label now
    bool mustRead = true;  ///< new or changed
    bool mustMend = false; ///< unchanged, but its row says "missing" or has not the folder's label
};

/// Compares a scan with what the catalog knows, one folder at a time, and gathers what is not there any more.
class ImportPlan
{
public:
    ImportPlan(Connection& connection, const RootMap& roots, const FolderScan& scan);

    Result<std::vector<PlannedFile>> planFolder(const ScannedFolder& folder, const LabelRule& labelRule);
    /// After the last folder: photos below the searched folders that were not found. What lies in folders
    /// that could not be read is not said to be missing.
    Result<std::vector<KnownPhoto>> absent();

private:
    bool isSearched(const BytePath& folder) const;
    bool isIgnored(BytePath path) const;
    void addAbsent(const BytePath& folder, KnownPhoto photo);

    ImportIndex m_index;
    const RootMap& m_roots;
    const FolderScan& m_scan;
    QSet<BytePath> m_ignored; ///< the scan's
    QSet<BytePath> m_planned;
    std::vector<KnownPhoto> m_absent;
};

} // namespace creel
