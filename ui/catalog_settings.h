#pragma once

#include "core/catalog/connection.h"

#include <QHash>
#include <QJsonValue>

namespace creel {

class CatalogWorkers;

/// Small choices of the views, kept in the open catalog. Reading is a look at memory or one short query;
/// writing is a worker's. GUI thread.
class CatalogSettings
{
public:
    explicit CatalogSettings(CatalogWorkers& workers) : m_workers(workers) {}

    void open(Connection& connection) { m_connection = &connection; }
    /// Writes what no worker has written yet; to be called once they are done.
    void close();

    QJsonValue value(const QString& key) const;
    void setValue(const QString& key, const QJsonValue& value);

private:
    void save();

    CatalogWorkers& m_workers;
    Connection* m_connection = nullptr;
    QHash<QString, QJsonValue> m_values; ///< as set since the catalog was opened
    QHash<QString, QJsonValue> m_unsaved;
    bool m_isSaving = false;
};

} // namespace creel
