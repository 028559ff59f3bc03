#pragma once

#include "core/catalog/import_index.h"
#include "core/catalog/label_store.h"
#include "core/ingest/folder_scan.h"
#include "core/ingest/import.h"

#include <QSet>

namespace creel {

/// Decides which label a folder's name claims, and makes labels that are not there yet.
class FolderLabeller
{
public:
    FolderLabeller(Connection& connection, const ImportRequest& request, const FolderScan& scan);

    /// The label's name for photos of a folder; empty for none. A folder whose name says nothing ("images")
    /// speaks with its parent's name. The requested folder's own name counts only if no folder below it
    /// holds photos.
    QString nameFor(const ScannedFolder& folder) const;
    /// The label for new photos of a folder; none if it claims nothing. Labels that a person renamed or
    /// merged are followed. Makes and journals a missing label: call inside a transaction.
    Result<LabelId> labelFor(const ScannedFolder& folder, FolderId id);

private:
    struct Claim
    {
        QString label;
        bool isMapped = false; ///< by the request, so that it overrules what the folder claimed before
    };
    Claim claimOf(const ScannedFolder& folder) const;
    Result<LabelId> existing(const QString& name);
    Result<LabelId> create(const QString& name);

    Connection& m_connection;
    const ImportRequest& m_request;
    QSet<BytePath> m_topsWithFolders; ///< requested folders whose sub-folders hold photos
    QHash<BytePath, LabelId> m_byFolder;
};

} // namespace creel
