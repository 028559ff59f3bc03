#pragma once

#include "core/catalog/connection.h"

#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace creel {

/// What a frozen network sees in each photo, by content hash, in the catalog's sidecar. A key of 16 bytes
/// stands for the network, its weights and how photos are shown to it.
class FeatureStore
{
public:
    /// A photo's content hash with its features.
    using Entry = std::pair<QByteArray, std::vector<float>>;

    /// Opens this thread's way to the cache of the catalog at `catalogPath`.
    static Result<FeatureStore> open(const QString& catalogPath);

    /// Empty if there are none.
    Result<std::vector<float>> features(const QByteArray& key, const QByteArray& hash);
    Result<bool> contains(const QByteArray& key, const QByteArray& hash);
    /// Walks all features under the key that were stored after `mark`, which it moves on; from 0, all. For
    /// readers that keep them in memory and come back for what is new.
    Result<void> eachSince(qint64& mark, const QByteArray& key,
                           const std::function<void(const QByteArray& hash, std::span<const float>)>& row);
    /// Stores many in one transaction.
    Result<void> put(const QByteArray& key, std::span<const Entry> entries);

    /// Changes whenever another connection has stored something.
    Result<qint64> dataVersion() { return m_connection->dataVersion(); }
    /// Error NotFound if the cache was deleted since it was opened; a new store begins a new one.
    Result<void> checkFileIsThere() const { return m_connection->checkFileIsThere(); }

private:
    explicit FeatureStore(std::unique_ptr<Connection> connection) : m_connection(std::move(connection)) {}

    std::unique_ptr<Connection> m_connection;
    std::optional<Query> m_select; ///< kept, as a training asks thousands of times
};

} // namespace creel
