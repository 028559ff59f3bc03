#pragma once

#include "core/base/byte_path.h"

#include <tl/expected.hpp>

#include <memory>
#include <system_error>

namespace creel {

/// The hidden folder, inside the one that an export fills, where its files gather. It holds a lock which the
/// system opens when the program ends, however it ends, so that others can tell it from one that was left
/// behind: in other containers and, where the network drive keeps locks, on other machines too. Its
/// destructor removes it with what is in it.
class StagingFolder
{
public:
    /// Makes one in `parent` after removing those that were left behind there.
    static tl::expected<std::unique_ptr<StagingFolder>, std::error_code> make(const BytePath& parent);
    ~StagingFolder();
    StagingFolder(const StagingFolder&) = delete;
    StagingFolder& operator=(const StagingFolder&) = delete;

    /// Where an export may make files and folders of any name; to be made.
    BytePath files() const { return joinPath(m_path, "files"); }
    /// A name for a file that steps aside for a moment.
    BytePath aside() const { return joinPath(m_path, "aside"); }

private:
    StagingFolder(BytePath path, int lock) : m_path(std::move(path)), m_lock(lock) {}

    BytePath m_path;
    int m_lock; ///< a file descriptor
};

} // namespace creel
