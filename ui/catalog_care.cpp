#include "ui/catalog_care.h"

#include "core/base/log.h"
#include "core/catalog/backup.h"
#include "core/catalog/catalog.h"
#include "ui/catalog_workers.h"

namespace creel {

namespace {

constexpr int intervalMs = 10'000;
constexpr int backupsKept = 12;
constexpr qint64 backupIntervalSeconds = 30 * 60;

} // namespace

CatalogCare::CatalogCare(CatalogWorkers& workers) : m_workers(workers)
{
    m_timer.setInterval(intervalMs);
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { care(); });
}

void CatalogCare::stop()
{
    m_timer.stop();
    m_cancel.cancel(); // closing must not wait for a backup
    m_cancel = CancelToken();
    m_isCaring = false;
}

void CatalogCare::care()
{
    if (std::exchange(m_isCaring, true))
        return; // a backup of a large catalog takes longer than it is to the next round
    m_workers.run(
        [path = m_workers.catalogPath(), cancel = m_cancel]() -> Result<QString> {
            CREEL_ASSIGN(const auto connection, openCatalog(path, Connection::Access::ReadWrite));
            CREEL_TRY(connection->run(QStringLiteral("PRAGMA wal_checkpoint(PASSIVE)")));
            return rotateBackups(*connection, backupsKept, backupIntervalSeconds, cancel);
        },
        [this](const Result<QString>& backup) {
            m_isCaring = false;
            if (!backup)
                qCWarning(logUi) << "caring for the catalog failed:" << backup.error().message;
            else if (!backup->isEmpty())
                qCInfo(logUi) << "backed up to" << *backup;
        });
}

} // namespace creel
