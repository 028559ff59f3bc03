#include "core/imaging/photo_file.h"

#include <QCoreApplication>
#include <QLocale>
#include <QScopeGuard>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace creel {

namespace {

tl::unexpected<DecodeFailure> refuse(Problem problem, QString detail = {})
{
    return tl::unexpected(DecodeFailure{problem, std::move(detail)});
}

tl::unexpected<DecodeFailure> refuseByErrno()
{
    return refuse(errno == ENOENT || errno == ELOOP ? Problem::Dangling : Problem::Unreadable,
                  QString::fromLocal8Bit(std::strerror(errno)));
}

/// Reads until `bytes` is full or the file ends; a file may shrink meanwhile.
bool readAll(int descriptor, QByteArray& bytes)
{
    qsizetype filled = 0;
    while (filled < bytes.size()) {
        const ssize_t count = ::read(descriptor, bytes.data() + filled, size_t(bytes.size() - filled));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return false;
        if (count == 0)
            break;
        filled += count;
    }
    bytes.truncate(filled);
    return true;
}

} // namespace

tl::expected<PhotoFile, DecodeFailure> openPhotoFile(const BytePath& path, const DecodeLimits& limits,
                                                     qint64 mostBytes)
{
    // Without O_NONBLOCK, opening a pipe would wait for its writer for ever.
    const int descriptor = ::open(path.constData(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (descriptor < 0)
        return errno == ENXIO ? refuse(Problem::SpecialFile) : refuseByErrno();
    const auto close = qScopeGuard([descriptor] { ::close(descriptor); });
    struct stat status;
    if (::fstat(descriptor, &status) != 0)
        return refuseByErrno();
    if (!S_ISREG(status.st_mode))
        return refuse(Problem::SpecialFile);
    if (status.st_size == 0)
        return refuse(Problem::Empty);
    if (status.st_size > limits.maxFileBytes)
        return refuse(Problem::TooLarge,
                      QCoreApplication::translate("Decode", "The file has %1, the limit is %2.")
                          .arg(QLocale().formattedDataSize(status.st_size),
                               QLocale().formattedDataSize(limits.maxFileBytes)));
    const qint64 wanted = mostBytes < 0 ? status.st_size : std::min<qint64>(status.st_size, mostBytes);
    PhotoFile file{QByteArray(qsizetype(wanted), Qt::Uninitialized), status.st_size,
                   qint64(status.st_mtim.tv_sec) * 1'000'000'000 + status.st_mtim.tv_nsec};
    if (!readAll(descriptor, file.bytes))
        return refuseByErrno();
    if (file.bytes.isEmpty())
        return refuse(Problem::Empty);
    return file;
}

tl::expected<QByteArray, DecodeFailure> readPhotoFile(const BytePath& path, const DecodeLimits& limits)
{
    return openPhotoFile(path, limits).map([](PhotoFile&& file) { return std::move(file.bytes); });
}

} // namespace creel
