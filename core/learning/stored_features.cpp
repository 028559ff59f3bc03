#include "core/learning/stored_features.h"

#include "core/base/log.h"
#include "core/learning/embedding.h"

#include <algorithm>

namespace creel {

namespace {

constexpr size_t writtenAtOnce = 256; // rows a transaction

} // namespace

StoredFeatures::StoredFeatures(FeatureStore& store, BodyChoice body, QByteArray weightsKey,
                               EngineReport engine)
    : m_store(store)
    , m_body(std::move(body))
    , m_weightsKey(std::move(weightsKey))
    , m_engine(std::move(engine))
{}

StoredFeatures::~StoredFeatures()
{
    flush();
}

QByteArray StoredFeatures::keyOf(int side, bool mirrored)
{
    QByteArray& key = m_keys[{side, mirrored}];
    if (key.isEmpty()) {
        m_body.side = side;
        key = featureKey(m_body, m_weightsKey, m_engine, mirrored);
    }
    return key;
}

std::vector<float> StoredFeatures::find(const QByteArray& hash, int side, bool mirrored)
{
    if (m_isInTrouble)
        return {};
    const QByteArray key = keyOf(side, mirrored);
    const auto waiting = m_waiting.constFind(key);
    if (waiting != m_waiting.cend()) {
        const auto entry = std::ranges::find(*waiting, hash, &FeatureStore::Entry::first);
        if (entry != waiting->end())
            return entry->second;
    }
    auto features = m_store.features(key, hash);
    if (features)
        return std::move(*features);
    giveUp(features.error());
    return {};
}

void StoredFeatures::keep(const QByteArray& hash, int side, bool mirrored, std::span<const float> features)
{
    if (m_isInTrouble)
        return;
    m_waiting[keyOf(side, mirrored)].emplace_back(hash, std::vector<float>(features.begin(), features.end()));
    if (++m_waitingCount >= writtenAtOnce)
        flush();
}

void StoredFeatures::flush()
{
    const auto waiting = std::exchange(m_waiting, {});
    m_waitingCount = 0;
    for (auto entries = waiting.cbegin(); entries != waiting.cend() && !m_isInTrouble; ++entries)
        if (const auto written = m_store.put(entries.key(), *entries); !written)
            giveUp(written.error());
}

void StoredFeatures::giveUp(const Error& error)
{
    qCWarning(logJobs) << "the cache of features is not used any more:" << error.message;
    m_isInTrouble = true;
    m_waiting.clear();
}

} // namespace creel
