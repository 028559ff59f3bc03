#pragma once

#include "tests/support/catalog_factory.h"
#include "tests/support/patience.h"
#include "ui/desk.h"

#include <QtTest>

namespace creel::test {

/// Whether all of the open catalog is shown and counted. The first photos stand in for it until the whole
/// index has been read; the set is replaced once more then, and what was selected before is not any more.
inline bool isWhole(Desk& desk)
{
    return desk.index() && desk.isFullyLoaded() && desk.model()->photoIndex() == desk.index() &&
           desk.counts().total == qint64(desk.index()->size());
}

/// False if that takes too long.
inline bool waitUntilWhole(Desk& desk)
{
    return QTest::qWaitFor([&] { return isWhole(desk); }, patienceMs);
}

/// Opens the catalog, in place of one that is open, and waits until all of it is shown.
inline bool openWhole(Desk& desk, const QString& catalogPath)
{
    must(desk.open(catalogPath));
    return waitUntilWhole(desk);
}

} // namespace creel::test
