#include "core/catalog/feature_store.h"

#include "core/catalog/cache_file.h"
#include "core/catalog/transaction.h"

#include <algorithm>
#include <cstring>

namespace creel {

namespace {

// Numbers are the machine's own 32-bit floats: a cache does not travel.
constexpr char schema[] = "CREATE TABLE IF NOT EXISTS feature (key BLOB NOT NULL, hash BLOB NOT NULL,"
                          " numbers BLOB NOT NULL, PRIMARY KEY (key, hash));";

std::vector<float> toNumbers(const QByteArray& bytes)
{
    std::vector<float> numbers(size_t(bytes.size()) / sizeof(float));
    std::memcpy(numbers.data(), bytes.constData(), numbers.size() * sizeof(float));
    return numbers;
}

} // namespace

Result<FeatureStore> FeatureStore::open(const QString& catalogPath)
{
    CREEL_ASSIGN(auto connection, openCacheFile(catalogPath, schema));
    return FeatureStore(std::move(connection));
}

Result<std::vector<float>> FeatureStore::features(const QByteArray& key, const QByteArray& hash)
{
    if (!m_select) {
        CREEL_ASSIGN(m_select, m_connection->prepare(
                                   QStringLiteral("SELECT numbers FROM feature WHERE key = ? AND hash = ?")));
    }
    CREEL_TRY(m_select->run({key, hash}));
    if (!m_select->next())
        return std::vector<float>();
    const QByteArray bytes = m_select->bytes(0);
    m_select->finish();
    return toNumbers(bytes);
}

Result<bool> FeatureStore::contains(const QByteArray& key, const QByteArray& hash)
{
    CREEL_ASSIGN(const qint64 count,
                 m_connection->integer(
                     QStringLiteral("SELECT count(*) FROM feature WHERE key = ? AND hash = ?"), {key, hash}));
    return count > 0;
}

Result<void>
FeatureStore::eachSince(qint64& mark, const QByteArray& key,
                        const std::function<void(const QByteArray& hash, std::span<const float>)>& row)
{
    CREEL_ASSIGN(Query query, m_connection->prepare(QStringLiteral(
                                  "SELECT rowid, hash, numbers FROM feature WHERE key = ? AND rowid > ?")));
    CREEL_TRY(query.run({key, mark}));
    const qint64 before = mark;
    const Result<void> walked = query.each([&](const Query& found) {
        mark = std::max(mark, found.integer(0)); // they come in order of hash
        row(found.bytes(1), toNumbers(found.bytes(2)));
    });
    if (!walked)
        mark = before;
    return walked;
}

Result<void> FeatureStore::put(const QByteArray& key, std::span<const Entry> entries)
{
    CREEL_ASSIGN(Transaction transaction, Transaction::begin(*m_connection));
    CREEL_ASSIGN(Query query, m_connection->prepare(QStringLiteral(
                                  "INSERT OR REPLACE INTO feature (key, hash, numbers) VALUES (?, ?, ?)")));
    for (const auto& [hash, numbers] : entries)
        CREEL_TRY(query.run({key, hash,
                             QByteArray(reinterpret_cast<const char*>(numbers.data()),
                                        qsizetype(numbers.size() * sizeof(float)))}));
    return transaction.commit();
}

} // namespace creel
