#pragma once

#include "tests/bench/times.h"
#include "ui/grid/grid_view.h"

#include <QCoreApplication>
#include <QScrollBar>
#include <QtTest>

namespace creel::bench {

/// Prints the times of frames while the grid is scrolled by `step` pixels a frame, around its end.
inline void measureScroll(GridView& grid, const char* what, int step, int frames, bool fromTop)
{
    Times frame;
    QScrollBar* const bar = grid.verticalScrollBar();
    if (fromTop)
        bar->setValue(0);
    for (int i = 0; i < frames; ++i) {
        const Stopwatch watch;
        bar->setValue(int((qint64(bar->value()) + step) % bar->maximum()));
        QCoreApplication::sendPostedEvents(grid.window(), QEvent::UpdateRequest);
        QCoreApplication::processEvents(); // pictures that arrive are part of a frame
        frame.add(watch);
        QTest::qSleep(2);
    }
    frame.print(what);
}

} // namespace creel::bench
