#include "core/ingest/folder_scan.h"

#include "core/imaging/photo_format.h"

#include <QCoreApplication>
#include <QHash>
#include <QScopeGuard>
#include <QSet>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <set>

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

namespace creel {

namespace {

struct ScanText
{
    Q_DECLARE_TR_FUNCTIONS(Scan)
};

/// Device and inode: what a file is, whatever path leads to it.
using Identity = std::pair<dev_t, ino_t>;

Identity identity(const struct stat& status)
{
    return {status.st_dev, status.st_ino};
}

qint64 modificationTime(const struct stat& status)
{
    return qint64(status.st_mtim.tv_sec) * 1'000'000'000 + status.st_mtim.tv_nsec;
}

/// The path without links; empty with errno set if it leads nowhere.
BytePath realPath(const BytePath& path)
{
    char* resolved = ::realpath(path.constData(), nullptr);
    const auto release = qScopeGuard([resolved] { ::free(resolved); });
    return resolved ? BytePath(resolved) : BytePath();
}

bool looksLikePhoto(const BytePath& path)
{
    const int descriptor = ::open(path.constData(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (descriptor < 0)
        return false;
    QByteArray head(photoFormatHead, Qt::Uninitialized);
    const ssize_t count = ::read(descriptor, head.data(), size_t(head.size()));
    ::close(descriptor);
    return count > 0 && !photoFormat(head.left(count)).isEmpty();
}

/// Names in the folder in byte order; nullopt with errno set if it cannot be listed.
/// Photos that came from the web get into their catalog another way, and their folder's name says nothing
/// about them.
bool isFromTheWeb(const BytePath& folderName)
{
    return folderName.endsWith(".creel-web");
}

std::optional<std::vector<BytePath>> entryNames(const BytePath& folder)
{
    DIR* directory = ::opendir(folder.constData());
    if (!directory)
        return std::nullopt;
    const auto close = qScopeGuard([directory] { ::closedir(directory); });
    std::vector<BytePath> names;
    errno = 0;
    while (const dirent* entry = ::readdir(directory)) {
        if (std::strcmp(entry->d_name, ".") != 0 && std::strcmp(entry->d_name, "..") != 0)
            names.emplace_back(entry->d_name);
    }
    if (errno != 0)
        return std::nullopt;
    std::ranges::sort(names);
    return names;
}

/// One run of scanFolders(): real folders first, links afterwards, so that a link never takes the place of
/// what it points to.
class Scanner
{
public:
    explicit Scanner(const CancelToken& token) : m_token(token) {}

    Result<void> addRequested(const BytePath& path);
    Result<FolderScan> run();

private:
    struct Entry
    {
        BytePath folder;
        BytePath name;
        BytePath top;
        BytePath path() const { return joinPath(folder, name); }
    };

    ScannedFolder& folderAt(const BytePath& path, const BytePath& top);
    void addSingleFile(const Entry& file);
    void walk(const BytePath& start, const BytePath& top);
    std::vector<BytePath> list(const BytePath& path, const BytePath& top);
    void addFile(const Entry& entry, const struct stat& status);
    void addLink(const Entry& link);
    void addPhoto(const Entry& entry, const struct stat& status, Problem problem);
    void ignore(const BytePath& path, const QString& reason) { m_scan.ignored.push_back({path, reason}); }
    bool isListedAnyway(const BytePath& target, const struct stat& status);

    const CancelToken& m_token;
    FolderScan m_scan;
    QHash<BytePath, size_t> m_folderIndex; ///< into m_scan.folders
    std::set<Identity> m_folders;
    std::set<Identity> m_linkTargets;
    std::vector<Entry> m_singleFiles;
    QSet<BytePath> m_singlePaths; ///< of m_singleFiles; a dataset may name a hundred thousand
    std::vector<Entry> m_links;
};

Result<void> Scanner::addRequested(const BytePath& path)
{
    CREEL_TRY(checkAreThere({path}));
    struct stat status;
    if (::stat(path.constData(), &status) == 0 && S_ISDIR(status.st_mode)) {
        m_scan.tops.push_back(realPath(path));
        return {};
    }
    const auto [folder, name] = splitPath(path);
    const BytePath realFolder = realPath(folder.isEmpty() ? (path.startsWith('/') ? "/" : ".") : folder);
    const Entry file{realFolder, name, realFolder};
    if (m_singlePaths.contains(file.path()))
        return {};
    m_singlePaths.insert(file.path());
    m_singleFiles.push_back(file);
    return {};
}

Result<FolderScan> Scanner::run()
{
    for (const BytePath& top : std::vector(m_scan.tops))
        walk(top, top);
    for (const Entry& file : m_singleFiles)
        addSingleFile(file);
    for (size_t i = 0; i < m_links.size(); ++i) { // a link's folder may hold more links
        const Entry link = m_links[i];
        addLink(link);
    }
    if (m_token.isCancelled())
        return fail(ErrorCode::Cancelled, ScanText::tr("Stopped while looking for photos."));
    return std::move(m_scan);
}

ScannedFolder& Scanner::folderAt(const BytePath& path, const BytePath& top)
{
    const auto known = m_folderIndex.find(path);
    if (known != m_folderIndex.end())
        return m_scan.folders[*known];
    m_folderIndex.insert(path, m_scan.folders.size());
    return m_scan.folders.emplace_back(ScannedFolder{path, top, {}});
}

void Scanner::addSingleFile(const Entry& file)
{
    struct stat folder;
    struct stat status;
    const bool isInListedFolder =
        ::stat(file.folder.constData(), &folder) == 0 && m_folders.contains(identity(folder));
    if (isInListedFolder || ::lstat(file.path().constData(), &status) != 0)
        return;
    if (const QString reason = ignoreReason(file.name); !reason.isEmpty())
        ignore(file.path(), reason);
    else if (S_ISLNK(status.st_mode))
        addLink(file);
    else
        addFile(file, status);
}

void Scanner::walk(const BytePath& start, const BytePath& top)
{
    std::vector<BytePath> pending{start};
    while (!pending.empty() && !m_token.isCancelled()) {
        const BytePath folder = std::move(pending.back());
        pending.pop_back();
        struct stat status;
        if (::stat(folder.constData(), &status) == 0 && !m_folders.insert(identity(status)).second)
            continue;
        std::vector<BytePath> inner = list(folder, top);
        pending.insert(pending.end(), inner.rbegin(), inner.rend());
    }
}

/// Takes the folder's files and returns its folders.
std::vector<BytePath> Scanner::list(const BytePath& path, const BytePath& top)
{
    folderAt(path, top);
    const auto names = entryNames(path);
    if (!names) {
        m_scan.unreadable.push_back(path);
        ignore(
            path,
            ScanText::tr("The folder cannot be read: %1").arg(QString::fromLocal8Bit(std::strerror(errno))));
        return {};
    }
    std::vector<BytePath> inner;
    for (const BytePath& name : *names) {
        const Entry entry{path, name, top};
        struct stat status;
        if (m_token.isCancelled() || ::lstat(entry.path().constData(), &status) != 0)
            continue; // deleted meanwhile
        const QString reason = ignoreReason(name);
        if (S_ISDIR(status.st_mode) && isFromTheWeb(name))
            m_scan.unreadable.push_back(entry.path());
        else if (S_ISDIR(status.st_mode) && !name.startsWith('.'))
            inner.push_back(entry.path());
        else if (!reason.isEmpty())
            ignore(entry.path(), reason);
        else if (S_ISLNK(status.st_mode))
            m_links.push_back(entry);
        else
            addFile(entry, status);
    }
    return inner;
}

void Scanner::addFile(const Entry& entry, const struct stat& status)
{
    const bool isClaimed = hasPhotoExtension(entry.name);
    if (!S_ISREG(status.st_mode) && isClaimed)
        addPhoto(entry, status, Problem::SpecialFile);
    else if (!S_ISREG(status.st_mode))
        ignore(entry.path(), ScanText::tr("Not a regular file"));
    else if (isClaimed || looksLikePhoto(entry.path()))
        addPhoto(entry, status, Problem::None);
    else
        ignore(entry.path(), ScanText::tr("Not a photo"));
}

void Scanner::addLink(const Entry& link)
{
    struct stat status;
    if (::stat(link.path().constData(), &status) != 0) {
        const bool isClaimed = hasPhotoExtension(link.name) && ::lstat(link.path().constData(), &status) == 0;
        if (isClaimed)
            addPhoto(link, status, Problem::Dangling);
        else
            ignore(link.path(), ScanText::tr("A link to nothing"));
        return;
    }
    const BytePath target = realPath(link.path());
    if (isListedAnyway(target, status))
        ignore(link.path(), ScanText::tr("A link to what is read already: %1").arg(displayPath(target)));
    else if (S_ISDIR(status.st_mode))
        walk(link.path(), link.top);
    else
        addFile(link, status);
}

/// Files are known by the folder they lie in, so that not every file's identity must be remembered.
bool Scanner::isListedAnyway(const BytePath& target, const struct stat& status)
{
    if (S_ISDIR(status.st_mode)) {
        const auto isAbove = [&](const BytePath& top) {
            return isWithin(top, target);
        };
        return m_folders.contains(identity(status)) || std::ranges::any_of(m_scan.tops, isAbove);
    }
    struct stat folder;
    const BytePath parent = splitPath(target).first;
    const bool isInside = ::stat(parent.isEmpty() ? "/" : parent.constData(), &folder) == 0 &&
                          m_folders.contains(identity(folder));
    return isInside || !m_linkTargets.insert(identity(status)).second;
}

void Scanner::addPhoto(const Entry& entry, const struct stat& status, Problem problem)
{
    folderAt(entry.folder, entry.top)
        .files.push_back({entry.name, status.st_size, modificationTime(status), problem});
}

} // namespace

qint64 FolderScan::fileCount() const
{
    qint64 count = 0;
    for (const ScannedFolder& folder : folders)
        count += qint64(folder.files.size());
    return count;
}

Result<void> checkAreThere(const QList<BytePath>& paths)
{
    for (const BytePath& path : paths) {
        struct stat status;
        if (::lstat(path.constData(), &status) != 0)
            return fail(ErrorCode::NotFound,
                        ScanText::tr("There is no file or folder %1.").arg(displayPath(path)));
    }
    return {};
}

Result<FolderScan> scanFolders(const QList<BytePath>& paths, const CancelToken& token)
{
    Scanner scanner(token);
    for (const BytePath& path : paths)
        CREEL_TRY(scanner.addRequested(path));
    return scanner.run();
}

} // namespace creel
