#pragma once

#include "core/catalog/connection.h"

#include <QHash>

#include <span>

namespace creel {

/// What a photo is used for. Ordered by how much it must be kept apart from training.
enum class SplitPart : quint8
{
    Train,
    Valid,
    Test
};

inline constexpr int splitParts = 3;

QString partName(SplitPart part); ///< "train", "valid", "test"
std::optional<SplitPart> partFromName(QStringView name);

/// Reads and writes the table `split`: which side each photo is on, for good.
class SplitStore
{
public:
    using Entry = std::pair<PhotoId, SplitPart>;

    explicit SplitStore(Connection& connection) : m_connection(connection) {}

    Result<QHash<PhotoId, SplitPart>> all();
    /// Gives sides to photos that have none yet; a photo that has one keeps it. One transaction.
    Result<void> assign(std::span<const Entry> entries);

private:
    Connection& m_connection;
};

} // namespace creel
