#pragma once

#include "tests/support/catalog_factory.h"
#include "ui/desk.h"

#include <QSignalSpy>
#include <QtTest>

namespace creel::test {

/// Opens the catalog and waits until all of it is shown: the set is replaced once more when the whole index
/// has been read, and what was selected before is not any more. False if that takes too long.
inline bool openWhole(Desk& desk, const QString& catalogPath)
{
    const QSignalSpy shown(&desk, &Desk::setChanged);
    must(desk.open(catalogPath));
    return QTest::qWaitFor(
        [&] { return desk.isFullyLoaded() && shown.size() >= 2 && desk.counts().total > 0; });
}

} // namespace creel::test
