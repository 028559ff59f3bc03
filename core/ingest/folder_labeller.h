#pragma once

#include "core/catalog/import_index.h"
#include "core/catalog/label_store.h"
#include "core/ingest/folder_scan.h"
#include "core/ingest/import.h"

#include <QSet>

namespace creel {

/// What a folder's name demands of its photos' labels.
struct LabelRule
{
    enum class Demand
    {
        Nothing, ///< leave the label as it is
        Any,     ///< a photo without one gets the folder's
        Exact    ///< a mapping names the label, or says "none"
    };
    Demand demand = Demand::Nothing;
    QString name;  ///< empty for "none"
    LabelId label; ///< none if there is no such label yet

    bool isMetBy(LabelId current) const;
};

/// Makes a label that photos' folders claim. It is journalled as the import's doing and no step to undo, as
/// the photos it is for are none. Call inside a transaction.
Result<LabelId> addFolderLabel(Connection& connection, const QString& name);

/// Decides which label a folder's name claims, and makes labels that are not there yet.
class FolderLabeller
{
public:
    FolderLabeller(Connection& connection, const ImportRequest& request, const FolderScan& scan);

    /// The rule for a folder, `id` being its row, if any. A folder whose name says nothing ("images") speaks
    /// with its parent's name; the requested folder's own name counts only if no folder below it holds
    /// photos. Labels that a person renamed or merged are followed.
    Result<LabelRule> ruleFor(const ScannedFolder& folder, FolderId id);
    /// The label for a photo of the folder that has `current` now. Makes and journals a missing label: call
    /// inside a transaction.
    Result<LabelId> labelFor(const ScannedFolder& folder, FolderId id, LabelId current);

private:
    LabelRule claimOf(const ScannedFolder& folder) const;
    Result<LabelId> existing(const QString& name);

    Connection& m_connection;
    const ImportRequest& m_request;
    QSet<BytePath> m_topsWithFolders; ///< requested folders whose sub-folders hold photos
    QHash<BytePath, LabelRule> m_rules;
};

} // namespace creel
