#include "core/catalog/split_store.h"

#include "core/catalog/transaction.h"

#include <QDateTime>

#include <algorithm>
#include <array>

namespace creel {

namespace {

const std::array<QString, splitParts> names{QStringLiteral("train"), QStringLiteral("valid"),
                                            QStringLiteral("test")};

} // namespace

QString partName(SplitPart part)
{
    return names[size_t(part)];
}

std::optional<SplitPart> partFromName(QStringView name)
{
    const auto found = std::ranges::find_if(names, [&](const QString& each) { return name == each; });
    return found == names.end() ? std::nullopt : std::optional(SplitPart(found - names.begin()));
}

Result<QHash<PhotoId, SplitPart>> SplitStore::all()
{
    CREEL_ASSIGN(Query query, m_connection.run(QStringLiteral("SELECT photo_id, part FROM split")));
    QHash<PhotoId, SplitPart> parts;
    CREEL_TRY(query.each([&](const Query& row) {
        parts.insert(row.id<PhotoId>(0), partFromName(row.text(1)).value_or(SplitPart::Train));
    }));
    return parts;
}

Result<void> SplitStore::assign(std::span<const Entry> entries)
{
    CREEL_ASSIGN(Transaction transaction, Transaction::begin(m_connection));
    CREEL_ASSIGN(Query query,
                 m_connection.prepare(QStringLiteral(
                     "INSERT OR IGNORE INTO split (photo_id, part, assigned_at) VALUES (?, ?, ?)")));
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    for (const auto& [photo, part] : entries)
        CREEL_TRY(query.run({photo.value(), partName(part), now}));
    query.finish();
    return transaction.commit();
}

} // namespace creel
