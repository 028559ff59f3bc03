#include "core/ingest/import_plan.h"

#include <algorithm>

namespace creel {

namespace {

bool isUnchanged(const KnownPhoto& known, const ScannedFile& file)
{
    // What could not be read may have become readable without a change to the file.
    return known.fileSize == file.size && known.fileMtime == file.mtime &&
           known.problem != Problem::Unreadable;
}

} // namespace

ImportPlan::ImportPlan(Connection& connection, const RootMap& roots, const FolderScan& scan)
    : m_index(connection), m_roots(roots), m_scan(scan)
{
    for (const IgnoredFile& file : scan.ignored)
        m_ignored.insert(file.path);
}

Result<std::vector<PlannedFile>> ImportPlan::planFolder(const ScannedFolder& folder,
                                                        const LabelRule& labelRule)
{
    m_planned.insert(folder.path);
    QHash<BytePath, KnownPhoto> known;
    if (const FolderId id = m_roots.known(folder.path); id.isValid()) {
        CREEL_ASSIGN(std::vector<KnownPhoto> photos, m_index.inFolder(id));
        for (KnownPhoto& photo : photos)
            known.insert(photo.name, std::move(photo));
    }
    std::vector<PlannedFile> plan;
    for (const ScannedFile& file : folder.files) {
        PlannedFile planned;
        planned.file = &file;
        if (const auto row = known.find(file.name); row != known.end()) {
            planned.known = row->id;
            planned.knownLabel = row->folderLabel;
            planned.mustRead = !isUnchanged(*row, file);
            planned.mustMend = !planned.mustRead && (row->missing || !labelRule.isMetBy(row->folderLabel));
            known.erase(row);
        }
        plan.push_back(planned);
    }
    if (isSearched(folder.path)) {
        for (KnownPhoto& photo : known)
            addAbsent(folder.path, std::move(photo));
    }
    return plan;
}

Result<std::vector<KnownPhoto>> ImportPlan::absent()
{
    const auto& folders = m_roots.folders();
    for (auto folder = folders.begin(); folder != folders.end(); ++folder) {
        if (m_planned.contains(folder.key()) || !isSearched(folder.key()))
            continue;
        CREEL_ASSIGN(std::vector<KnownPhoto> photos, m_index.inFolder(*folder));
        for (KnownPhoto& photo : photos)
            addAbsent(folder.key(), std::move(photo));
    }
    return std::move(m_absent);
}

bool ImportPlan::isSearched(const BytePath& folder) const
{
    const auto holds = [&](const BytePath& other) {
        return isWithin(folder, other);
    };
    return std::ranges::any_of(m_scan.tops, holds) && std::ranges::none_of(m_scan.unreadable, holds);
}

/// Itself or a folder above it.
bool ImportPlan::isIgnored(BytePath path) const
{
    while (!path.isEmpty() && !m_ignored.contains(path))
        path = splitPath(path).first;
    return !path.isEmpty();
}

void ImportPlan::addAbsent(const BytePath& folder, KnownPhoto photo)
{
    if (const BytePath path = joinPath(folder, photo.name); !isIgnored(path))
        photo.goneFrom = path;
    m_absent.push_back(std::move(photo));
}

} // namespace creel
