#pragma once

#include "core/catalog/connection.h"

#include <QHash>

#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace creel {

/// What a model thinks of a photo.
struct Prediction
{
    PhotoId photo;
    QByteArray photoHash; ///< of the bytes that were looked at
    int best = 0;         ///< class number with the highest probability
    float confidence = 0; ///< its probability, calibrated, 0…1
    bool abstains = false;
    std::vector<float> scores; ///< probabilities of all classes in the model's order
};

/// Reads and writes the table `prediction`, which nothing that people decide is in.
class PredictionStore
{
public:
    explicit PredictionStore(Connection& connection) : m_connection(connection) {}

    /// Overwrites what the model thought of these photos before; one transaction. Error NotFound if the model
    /// was removed meanwhile.
    Result<void> put(ModelId model, std::span<const Prediction> predictions);
    Result<std::optional<Prediction>> byPhoto(ModelId model, PhotoId photo);
    /// Which photos the model has seen, with the hash of what it saw.
    Result<QHash<PhotoId, QByteArray>> seen(ModelId model);
    /// Walks all predictions of the model in order of photo.
    Result<void> each(ModelId model, const std::function<void(const Prediction&)>& row);
    /// The same without hash and scores, which lists do not need.
    Result<void> scan(ModelId model, const std::function<void(const Prediction&)>& row);
    Result<qint64> count(ModelId model);

private:
    Result<Query> select(ModelId model, const QString& condition, const QVariantList& values);

    Connection& m_connection;
};

} // namespace creel
