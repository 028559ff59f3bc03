#pragma once

#include "core/catalog/connection.h"

#include <QHash>
#include <QJsonValue>

namespace creel {

/// Small per-catalog choices of the program (where the curator stopped, folder-name mappings), as JSON by
/// key.
class SettingStore
{
public:
    explicit SettingStore(Connection& connection) : m_connection(connection) {}

    /// Undefined if the key was never set.
    Result<QJsonValue> value(const QString& key);
    Result<void> setValue(const QString& key, const QJsonValue& value);
    /// All in one transaction.
    Result<void> setValues(const QHash<QString, QJsonValue>& values);

private:
    Connection& m_connection;
};

} // namespace creel
