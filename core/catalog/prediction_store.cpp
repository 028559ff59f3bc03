#include "core/catalog/prediction_store.h"

#include "core/catalog/transaction.h"
#include "core/learning/learning_text.h"

#include <cstring>

namespace creel {

namespace {

Prediction predictionIn(const Query& row)
{
    Prediction prediction{row.id<PhotoId>(0), row.bytes(1),        int(row.integer(2)),
                          float(row.real(3)), row.integer(4) != 0, {}};
    const QByteArray bytes = row.bytes(5);
    prediction.scores.resize(size_t(bytes.size()) / sizeof(float));
    std::memcpy(prediction.scores.data(), bytes.constData(), prediction.scores.size() * sizeof(float));
    return prediction;
}

} // namespace

/// Rows for predictionIn().
Result<Query> PredictionStore::select(ModelId model, const QString& condition, const QVariantList& values)
{
    return m_connection.run(
        QStringLiteral("SELECT photo_id, photo_hash, best, confidence, abstains, scores FROM "
                       "prediction WHERE model_id = ? AND %1 ORDER BY photo_id")
            .arg(condition),
        QVariantList{model.value()} + values);
}

Result<void> PredictionStore::put(ModelId model, std::span<const Prediction> predictions)
{
    CREEL_ASSIGN(Transaction transaction, Transaction::begin(m_connection));
    CREEL_ASSIGN(
        const qint64 isThere,
        m_connection.integer(QStringLiteral("SELECT count(*) FROM model WHERE id = ? AND removed_at IS NULL"),
                             {model.value()}));
    if (isThere == 0)
        return fail(ErrorCode::NotFound, LearningText::tr("The model was removed while it was predicting."));
    CREEL_ASSIGN(Query query,
                 m_connection.prepare(QStringLiteral(
                     "INSERT OR REPLACE INTO prediction (model_id, photo_id, photo_hash, best, confidence, "
                     "abstains, scores) VALUES (?, ?, ?, ?, ?, ?, ?)")));
    for (const Prediction& prediction : predictions)
        CREEL_TRY(query.run({model.value(), prediction.photo.value(), prediction.photoHash, prediction.best,
                             double(prediction.confidence), prediction.abstains,
                             QByteArray(reinterpret_cast<const char*>(prediction.scores.data()),
                                        qsizetype(prediction.scores.size() * sizeof(float)))}));
    query.finish();
    return transaction.commit();
}

Result<std::optional<Prediction>> PredictionStore::byPhoto(ModelId model, PhotoId photo)
{
    CREEL_ASSIGN(Query query, select(model, QStringLiteral("photo_id = ?"), {photo.value()}));
    return query.next() ? std::optional(predictionIn(query)) : std::nullopt;
}

Result<void> PredictionStore::each(ModelId model, const std::function<void(const Prediction&)>& row)
{
    CREEL_ASSIGN(Query query, select(model, QStringLiteral("1"), {}));
    return query.each([&](const Query& one) { row(predictionIn(one)); });
}

Result<QHash<PhotoId, QByteArray>> PredictionStore::seen(ModelId model)
{
    CREEL_ASSIGN(
        Query query,
        m_connection.run(QStringLiteral("SELECT photo_id, photo_hash FROM prediction WHERE model_id = ?"),
                         {model.value()}));
    QHash<PhotoId, QByteArray> seen;
    CREEL_TRY(query.each([&](const Query& row) { seen.insert(row.id<PhotoId>(0), row.bytes(1)); }));
    return seen;
}

Result<void> PredictionStore::scan(ModelId model, const std::function<void(const Prediction&)>& row)
{
    CREEL_ASSIGN(Query query,
                 m_connection.run(QStringLiteral("SELECT photo_id, best, confidence, abstains FROM "
                                                 "prediction WHERE model_id = ? ORDER BY photo_id"),
                                  {model.value()}));
    return query.each([&](const Query& each) {
        row({each.id<PhotoId>(0), {}, int(each.integer(1)), float(each.real(2)), each.integer(3) != 0, {}});
    });
}

Result<qint64> PredictionStore::count(ModelId model)
{
    return m_connection.integer(QStringLiteral("SELECT count(*) FROM prediction WHERE model_id = ?"),
                                {model.value()});
}

} // namespace creel
