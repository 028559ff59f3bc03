#pragma once

#include "core/jobs/cancel_token.h"

#include <QTimer>

namespace creel {

class CatalogWorkers;

/// Moves the write-ahead log into the open catalog every few seconds, and keeps backups, away from the GUI
/// thread. GUI thread.
class CatalogCare
{
public:
    explicit CatalogCare(CatalogWorkers& workers);

    void start() { m_timer.start(); }
    void stop();

private:
    void care();

    CatalogWorkers& m_workers;
    QTimer m_timer;
    CancelToken m_cancel;
    bool m_isCaring = false;
};

} // namespace creel
