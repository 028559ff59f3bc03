#include "core/exchange/export_folder.h"

#include "core/exchange/annotation_format.h"
#include "core/exchange/photo_copy.h"

#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace creel {

namespace fs = std::filesystem;

namespace {

fs::path native(const BytePath& path)
{
    return fs::path(path.toStdString());
}

tl::unexpected<Error> cannotWrite(const BytePath& path, const std::error_code& error)
{
    const bool isFull = error == std::errc::no_space_on_device;
    return fail(isFull ? ErrorCode::DiskFull : ErrorCode::Unwritable,
                ExchangeText::tr("%1 cannot be written: %2.")
                    .arg(displayPath(path), QString::fromLocal8Bit(error.message().c_str())));
}

std::error_code lastError()
{
    return {errno, std::generic_category()};
}

/// The file that a hard link is to be a second name of, or a symbolic one to lead to: never a link itself.
fs::path realFile(const BytePath& original, std::error_code& error)
{
    return fs::canonical(native(original), error);
}

bool renamePlainly(const BytePath& from, const BytePath& to)
{
    return ::rename(from.constData(), to.constData()) == 0;
}

/// Renames without replacing what came there meanwhile, where the file system can.
bool renameToFree(const BytePath& from, const BytePath& to)
{
    if (::renameat2(AT_FDCWD, from.constData(), AT_FDCWD, to.constData(), RENAME_NOREPLACE) == 0)
        return true;
    if (errno != EINVAL && errno != ENOSYS)
        return false;
    struct stat status;
    if (::lstat(to.constData(), &status) == 0) {
        errno = EEXIST;
        return false;
    }
    return renamePlainly(from, to);
}

/// Lets two files change places where the file system cannot do so at once: one steps aside. Where that
/// fails, both are where they were.
bool exchangeByRenames(const BytePath& from, const BytePath& to, const BytePath& aside)
{
    if (!renamePlainly(to, aside))
        return false;
    if (renamePlainly(from, to)) {
        if (renamePlainly(aside, from))
            return true;
        renamePlainly(to, from);
    }
    const int reason = errno;
    renamePlainly(aside, to);
    errno = reason;
    return false;
}

/// Puts a file in the place of what is there, which takes the file's, so that it can go back.
bool renameInPlace(const BytePath& from, const BytePath& to, const BytePath& aside)
{
    if (::renameat2(AT_FDCWD, from.constData(), AT_FDCWD, to.constData(), RENAME_EXCHANGE) == 0)
        return true;
    if ((errno == EINVAL || errno == ENOSYS) && exchangeByRenames(from, to, aside))
        return true;
    return errno == ENOENT && renamePlainly(from, to);
}

bool isThere(const BytePath& path)
{
    struct stat status;
    return ::lstat(path.constData(), &status) == 0;
}

} // namespace

Result<void> ExportFile::append(QByteArrayView bytes)
{
    if (bytes.isEmpty())
        return {}; // fwrite() wants a pointer even for nothing
    if (std::fwrite(bytes.data(), 1, size_t(bytes.size()), m_file.get()) != size_t(bytes.size()))
        return cannotWrite(m_path, lastError());
    return {};
}

Result<void> ExportFile::sync()
{
    if (std::fflush(m_file.get()) != 0 || ::fsync(::fileno(m_file.get())) != 0)
        return cannotWrite(m_path, lastError());
    return {};
}

Result<void> ExportFile::close()
{
    if (std::fclose(m_file.release()) != 0)
        return cannotWrite(m_path, lastError());
    return {};
}

Result<std::unique_ptr<ExportFolder>> ExportFolder::open(const BytePath& path, bool mayOverwrite)
{
    std::error_code error;
    const bool isNew = !fs::exists(native(path), error);
    fs::create_directories(native(path), error);
    if (error || !fs::is_directory(native(path), error))
        return fail(ErrorCode::Unwritable,
                    ExchangeText::tr("%1 is no folder and cannot be made one: %2.")
                        .arg(displayPath(path), QString::fromLocal8Bit(error.message().c_str())));
    const fs::path real = fs::canonical(native(path), error);
    if (error)
        return cannotWrite(path, error);
    std::unique_ptr<ExportFolder> folder(
        new ExportFolder(QByteArray::fromStdString(real.native()), mayOverwrite, isNew));
    auto staging = StagingFolder::make(folder->m_path);
    if (!staging)
        return cannotWrite(path, staging.error());
    folder->m_staging = std::move(*staging);
    return folder;
}

ExportFolder::~ExportFolder()
{
    m_staging.reset();
    std::error_code ignored;
    if (m_isNew)
        fs::remove(native(m_path), ignored); // fails, as it should, when something is in it
}

Result<void> ExportFolder::checkIsFree(const BytePath& name) const
{
    const BytePath target = joinPath(m_path, name);
    struct stat status;
    if (::lstat(target.constData(), &status) != 0)
        return {};
    if (m_protected.contains(target) || m_protected.contains(realPath(name)))
        return fail(ErrorCode::Exists,
                    ExchangeText::tr("%1 is a photo of the catalog, and originals are never written over. "
                                     "Export into another folder.")
                        .arg(displayPath(target)));
    if (m_mayOverwrite && !S_ISDIR(status.st_mode))
        return {};
    return fail(ErrorCode::Exists,
                ExchangeText::tr("%1 is there already. Export into an empty folder, or say that files may be "
                                 "overwritten.")
                    .arg(displayPath(target)));
}

/// Where a file of the export really comes to lie: a folder in the export's may be a link to another.
BytePath ExportFolder::realPath(const BytePath& name) const
{
    const auto [folder, file] = splitPath(joinPath(m_path, name));
    std::error_code error;
    const fs::path real = fs::canonical(native(folder), error);
    return error ? joinPath(folder, file) : joinPath(QByteArray::fromStdString(real.native()), file);
}

Result<BytePath> ExportFolder::stage(const BytePath& name)
{
    const QByteArray framed = '/' + name + '/';
    if (name.isEmpty() || framed.contains("//") || framed.contains("/../") || framed.contains('\0'))
        return fail(
            ErrorCode::BadInput,
            ExchangeText::tr("%1 is no name for a file in the export's folder.").arg(displayPath(name)));
    CREEL_TRY(checkIsFree(name));
    const BytePath path = joinPath(m_staging->files(), name);
    const BytePath folder = splitPath(path).first;
    if (!m_folders.contains(folder)) {
        std::error_code error;
        fs::create_directories(native(folder), error);
        if (error)
            return cannotWrite(folder, error);
        m_folders.insert(folder);
    }
    return path;
}

void ExportFolder::keep(const BytePath& name)
{
    if (m_names.contains(name))
        return;
    m_names.insert(name);
    m_order.push_back(name);
}

Result<std::unique_ptr<ExportFile>> ExportFolder::create(const BytePath& name)
{
    CREEL_ASSIGN(const BytePath path, stage(name));
    std::FILE* file = std::fopen(path.constData(), "wbe");
    if (!file)
        return cannotWrite(joinPath(m_path, name), lastError());
    keep(name);
    return std::make_unique<ExportFile>(file, joinPath(m_path, name));
}

Result<void> ExportFolder::write(const BytePath& name, QByteArrayView bytes)
{
    CREEL_ASSIGN(const std::unique_ptr<ExportFile> file, create(name));
    CREEL_TRY(file->append(bytes));
    return file->close();
}

Result<void> ExportFolder::place(const BytePath& name, const BytePath& original, PhotoLink link)
{
    CREEL_ASSIGN(const BytePath path, stage(name));
    std::error_code error;
    if (link == PhotoLink::Copy)
        fs::copy_file(native(original), native(path), error);
    else if (const fs::path real = realFile(original, error); !error)
        link == PhotoLink::Hard ? fs::create_hard_link(real, native(path), error)
                                : fs::create_symlink(real, native(path), error);
    if (!error) {
        keep(name);
        return {};
    }
    CREEL_TRY(readOriginal(original)); // whose fault it is
    if (error == std::errc::cross_device_link)
        return fail(ErrorCode::Unwritable,
                    ExchangeText::tr("%1 is on another disk, so it cannot be linked. Copy the photos, or use "
                                     "symbolic links.")
                        .arg(displayPath(original)));
    return cannotWrite(joinPath(m_path, name), error);
}

Result<void> ExportFolder::commit()
{
    for (const BytePath& name : m_order)
        CREEL_TRY(checkIsFree(name));
    for (size_t i = 0; i < m_order.size(); ++i) {
        const Result<void> moved = moveToPlace(m_order[i]);
        if (moved)
            continue;
        while (i > 0)
            moveBack(m_order[--i]);
        return moved;
    }
    return {};
}

Result<void> ExportFolder::moveToPlace(const BytePath& name)
{
    const BytePath target = joinPath(m_path, name);
    std::error_code error;
    fs::create_directories(native(splitPath(target).first), error);
    if (error)
        return cannotWrite(target, error);
    const BytePath staged = joinPath(m_staging->files(), name);
    const bool isMoved =
        m_mayOverwrite ? renameInPlace(staged, target, m_staging->aside()) : renameToFree(staged, target);
    return isMoved ? Result<void>() : cannotWrite(target, lastError());
}

/// What was replaced lies where the file was made, and comes back.
void ExportFolder::moveBack(const BytePath& name) const
{
    const BytePath target = joinPath(m_path, name);
    const BytePath staged = joinPath(m_staging->files(), name);
    if (isThere(staged)) {
        ::rename(staged.constData(), target.constData());
        return;
    }
    ::rename(target.constData(), staged.constData());
    std::error_code ignored;
    for (BytePath folder = splitPath(target).first; folder != m_path; folder = splitPath(folder).first)
        fs::remove(native(folder), ignored); // fails, as it should, when something is in it
}

} // namespace creel
