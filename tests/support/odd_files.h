#pragma once

#include "tests/support/byte_folder.h"
#include "tests/support/shared_data.h"

namespace creel::test {

/// The archive of broken and strangely named files, unpacked into a folder that goes away with this object.
class OddFiles
{
public:
    OddFiles();
    bool isValid() const { return m_isValid; }
    BytePath folder() const { return m_folder.path("odd_made"); }
    BytePath path(const BytePath& name) const { return joinPath(folder(), name); }

private:
    ByteFolder m_folder;
    bool m_isValid = false;
};

} // namespace creel::test

/// Skips the running test, and says so, where the archive is missing. Declares `odd`.
#define CREEL_NEEDS_ODD_FILES(odd)                                                                           \
    const creel::test::OddFiles odd;                                                                         \
    if (!odd.isValid())                                                                                      \
    QSKIP("the archive of odd files is missing; set CREEL_SHARED")
