#pragma once

#include "core/catalog/feature_store.h"
#include "core/jobs/progress.h"
#include "core/learning/engine.h"

namespace creel {

/// What a body's weights are called by: the SHA-256 of their file in hexadecimal, or the seed of fresh ones.
Result<QByteArray> weightsKey(const BodyChoice& body);

/// Names the features that this engine makes with this body, for FeatureStore: another network, other weights
/// (by content), another size, normalization or precision give another key, and so does the mirror image.
Result<QByteArray> featureKey(const BodyChoice& body, const EngineReport& engine);
/// The same where the weights' key is known already.
QByteArray featureKey(const BodyChoice& body, const QByteArray& weightsKey, const EngineReport& engine,
                      bool mirrored = false);

/// What embedPhotos() did.
struct EmbedOutcome
{
    qint64 computed = 0;
    qint64 cached = 0;  ///< features were there already, or came with a copy of the photo
    qint64 skipped = 0; ///< missing, changed since import, or not decodable; each a photo without features
    int featureCount = 0;
    double seconds = 0; ///< of the work itself, without opening the network
};

/// Computes the features of every photo of the catalog that has none under this key yet. What was computed is
/// kept when the job is cancelled or killed, so that the next run goes on from there. Photos with the same
/// bytes share their features. `connection` and `store` belong to the calling thread; photos are decoded on
/// others. Error Cancelled.
Result<EmbedOutcome> embedPhotos(Engine& engine, const BodyChoice& body, Connection& connection,
                                 FeatureStore& store, JobContext context);
/// The same where the weights' key is known already.
Result<EmbedOutcome> embedPhotos(Engine& engine, const BodyChoice& body, const QByteArray& weightsKey,
                                 Connection& connection, FeatureStore& store, JobContext context);

} // namespace creel
