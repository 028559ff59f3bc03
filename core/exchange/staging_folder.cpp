#include "core/exchange/staging_folder.h"

#include <cerrno>
#include <cstdlib>
#include <filesystem>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace creel {

namespace fs = std::filesystem;

namespace {

constexpr QByteArrayView prefix = ".creel-export-";
constexpr const char* lockName = "lock";

/// Calls `visit` with each of a folder's entries.
template<class Visit>
void eachEntry(const BytePath& folder, Visit visit)
{
    std::error_code error;
    for (fs::directory_iterator entry(folder.toStdString(), error), end; !error && entry != end;
         entry.increment(error))
        visit(*entry);
}

/// A file descriptor; -1 and errno where that fails.
int openLock(const BytePath& folder, int flags = 0)
{
    return ::open(joinPath(folder, lockName).constData(), O_RDWR | O_NOFOLLOW | O_CLOEXEC | flags, 0600);
}

/// Whether this program holds the lock now; else errno says why not.
bool tryLock(int lock)
{
    return ::flock(lock, LOCK_EX | LOCK_NB) == 0;
}

bool isRemoved(int file)
{
    struct stat status;
    return ::fstat(file, &status) != 0 || status.st_nlink == 0;
}

/// Removes a staging folder whose lock is held. The lock goes last, so that what is left where this is
/// interrupted can be told from a folder of somebody else's.
void removeAll(const BytePath& folder, int lock)
{
    std::error_code ignored;
    eachEntry(folder, [&ignored](const fs::directory_entry& entry) {
        if (entry.path().filename() != lockName)
            fs::remove_all(entry.path(), ignored);
    });
    ::unlink(joinPath(folder, lockName).constData());
    ::close(lock); // a network drive keeps a file's folder until then
    ::rmdir(folder.constData());
}

void removeLeftBehind(const BytePath& parent)
{
    eachEntry(parent, [&parent](const fs::directory_entry& entry) {
        const BytePath name = BytePath::fromStdString(entry.path().filename().native());
        std::error_code ignored;
        if (!name.startsWith(prefix) || entry.is_symlink(ignored))
            return;
        const BytePath folder = joinPath(parent, name);
        const int lock = openLock(folder);
        if (lock < 0)
            return;
        if (tryLock(lock))
            removeAll(folder, lock);
        else
            ::close(lock);
    });
}

} // namespace

tl::expected<std::unique_ptr<StagingFolder>, std::error_code> StagingFolder::make(const BytePath& parent)
{
    const auto failed = [] {
        return tl::unexpected(std::error_code(errno, std::generic_category()));
    };
    removeLeftBehind(parent);
    while (true) {
        BytePath path = joinPath(parent, prefix.toByteArray() + "XXXXXX");
        if (!::mkdtemp(path.data()))
            return failed();
        const int lock = openLock(path, O_CREAT | O_EXCL);
        if (lock < 0) {
            const auto error = failed();
            ::rmdir(path.constData());
            return error;
        }
        // Where the drive knows no locks, nobody can take one, and nobody removes the folder.
        const bool isTaken = !tryLock(lock) && errno == EWOULDBLOCK;
        if (!isTaken && !isRemoved(lock))
            return std::unique_ptr<StagingFolder>(new StagingFolder(path, lock));
        ::close(lock); // another export took it for left behind before it was locked
    }
}

StagingFolder::~StagingFolder()
{
    removeAll(m_path, m_lock);
}

} // namespace creel
