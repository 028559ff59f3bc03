#pragma once

#include "core/catalog/connection.h"

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

private:
    Connection& m_connection;
};

} // namespace creel
