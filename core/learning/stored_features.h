#pragma once

#include "core/catalog/feature_store.h"
#include "core/learning/engine.h"

namespace creel {

/// The feature cache of one body in a catalog's sidecar, where `creel embed` keeps features too. Writes in
/// batches; its destructor writes the last one. The sidecar may be deleted at any time: that is logged, and
/// features are computed.
class StoredFeatures : public FeatureCache
{
public:
    /// `weightsKey` is the body's, see weightsKey(). `store` must outlive this.
    StoredFeatures(FeatureStore& store, BodyChoice body, QByteArray weightsKey, EngineReport engine);
    ~StoredFeatures() override;

    std::vector<float> find(const QByteArray& hash, int side, bool mirrored) override;
    void keep(const QByteArray& hash, int side, bool mirrored, std::span<const float> features) override;

private:
    QByteArray keyOf(int side, bool mirrored);
    void flush();
    void giveUp(const Error& error);

    FeatureStore& m_store;
    BodyChoice m_body;
    const QByteArray m_weightsKey;
    const EngineReport m_engine;
    QHash<std::pair<int, bool>, QByteArray> m_keys;                ///< by side and whether mirrored
    QHash<QByteArray, std::vector<FeatureStore::Entry>> m_waiting; ///< by key, not yet written
    size_t m_waitingCount = 0;
    bool m_isInTrouble =
        false; ///< the cache was deleted, or its disk is full: nothing is asked of it any more
};

} // namespace creel
