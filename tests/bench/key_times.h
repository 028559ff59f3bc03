#pragma once

#include "tests/bench/times.h"
#include "ui/desk.h"
#include "ui/grid/grid_view.h"

#include <QCoreApplication>
#include <QtTest>

namespace creel::bench {

/// Prints the time from the key's handler to the new pixels: durable commit, next photo, repaint of what
/// changed.
inline void measureKeys(Desk& desk, GridView& grid, int presses)
{
    Times commits;
    Times whole;
    Times idle;
    desk.setCurrentPosition(0);
    if (!desk.goToUnreviewed(true))
        return;
    for (int i = 0; i < presses; ++i) {
        const QList<PhotoId> photo{desk.currentPhoto()};
        const Stopwatch watch;
        if (i % 3 == 0)
            desk.decide(Accept{photo});
        else if (i % 3 == 1)
            desk.decide(SetLabel{photo, desk.labels()[i % desk.labels().size()].id});
        else
            desk.decide(Reject{photo, RejectReason::Scenery});
        commits.add(watch);
        QCoreApplication::sendPostedEvents(grid.viewport(), QEvent::UpdateRequest);
        QCoreApplication::sendPostedEvents(grid.window(), QEvent::UpdateRequest);
        whole.add(watch);
        const Stopwatch rest; // what the event loop does before it can take the next key
        QCoreApplication::processEvents();
        idle.add(rest);
        QTest::qSleep(5);
    }
    commits.print("key press to durable commit");
    whole.print("key press to durable and repainted");
    idle.print("events after a key press");
}

} // namespace creel::bench
