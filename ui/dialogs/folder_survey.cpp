#include "ui/dialogs/folder_survey.h"

#include "core/ingest/import.h"

#include <QSet>

#include <algorithm>

namespace creel {

namespace {

FolderClaim claimOf(const ScannedFolder& folder, bool topSpeaks)
{
    const auto nameOf = [](const BytePath& path) {
        return displayPath(splitPath(path).second);
    };
    for (BytePath path = folder.path; path.size() >= folder.top.size() && !path.isEmpty();
         path = splitPath(path).first) {
        if (path == folder.top && !topSpeaks)
            break;
        const QString name = nameOf(path);
        if (const QString label = labelNameForFolder(name); !label.isEmpty())
            return {name, label};
    }
    return {nameOf(folder.path), {}};
}

} // namespace

QList<FolderClaim> folderClaims(const FolderScan& scan)
{
    QSet<BytePath> topsWithFolders;
    for (const ScannedFolder& folder : scan.folders) {
        if (!folder.files.empty() && folder.path != folder.top)
            topsWithFolders.insert(folder.top);
    }
    QList<FolderClaim> claims;
    for (const ScannedFolder& folder : scan.folders) {
        if (folder.files.empty())
            continue;
        const FolderClaim claim = claimOf(folder, !topsWithFolders.contains(folder.top));
        auto known = std::ranges::find(claims, claim.folder, &FolderClaim::folder);
        if (known == claims.end())
            known = claims.insert(claims.end(), claim);
        known->photos += qint64(folder.files.size());
        if (known->label.isEmpty())
            known->label = claim.label;
    }
    return claims;
}

} // namespace creel
