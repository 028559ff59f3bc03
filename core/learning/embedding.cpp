#include "core/learning/embedding.h"

#include "core/catalog/photo_store.h"
#include "core/ingest/ordered_workers.h"
#include "core/learning/learning_text.h"
#include "core/learning/photo_size.h"
#include "core/learning/prepared_photo.h"
#include "core/learning/weight_store.h"
#include "core/review/photo_index.h"

#include <QCryptographicHash>
#include <QElapsedTimer>
#include <QSet>

namespace creel {

namespace {

constexpr size_t batchSize = 32; // photos; larger ones are no faster and take more memory

/// One run over a catalog.
class Embedder
{
public:
    Embedder(Body& body, QByteArray key, int side, Connection& connection, FeatureStore& store,
             JobContext context)
        : m_body(body)
        , m_key(std::move(key))
        , m_maxSide(decodedSide(side))
        , m_photos(connection)
        , m_connection(connection)
        , m_store(store)
        , m_context(std::move(context))
    {
        m_outcome.featureCount = body.featureCount();
    }

    Result<EmbedOutcome> run();

private:
    Result<void> goOn() const;
    Result<void> offer(const Photo& photo);
    Result<void> takeNext();
    Result<void> showBatch();

    Body& m_body;
    const QByteArray m_key;
    const int m_maxSide;
    PhotoStore m_photos;
    Connection& m_connection;
    FeatureStore& m_store;
    JobContext m_context;
    EmbedOutcome m_outcome;
    QSet<QByteArray> m_offered;
    std::vector<QByteArray> m_hashes;
    std::vector<QImage> m_images;
    qint64 m_total = 0;
    OrderedWorkers<PreparedPhoto> m_workers;
};

Result<void> Embedder::goOn() const
{
    if (!m_context.isCancelled())
        return {};
    return fail(ErrorCode::Cancelled,
                LearningText::tr("Stopped; the features of %1 photos are kept.").arg(m_outcome.computed));
}

Result<void> Embedder::offer(const Photo& photo)
{
    if (photo.missing || photo.hash.isEmpty() || isFatal(photo.problem)) {
        ++m_outcome.skipped;
        return {};
    }
    CREEL_ASSIGN(const bool isThere, m_store.contains(m_key, photo.hash));
    if (isThere || m_offered.contains(photo.hash)) {
        ++m_outcome.cached;
        return {};
    }
    m_offered.insert(photo.hash);
    CREEL_ASSIGN(const BytePath path, m_photos.absolutePath(photo.id));
    m_workers.add([path, hash = photo.hash, side = m_maxSide] { return preparePhoto(path, hash, side); });
    if (m_workers.isFull())
        CREEL_TRY(takeNext());
    return {};
}

Result<void> Embedder::takeNext()
{
    PreparedPhoto photo = m_workers.takeNext();
    if (photo.image.isNull()) {
        ++m_outcome.skipped;
        return {};
    }
    m_hashes.push_back(std::move(photo.hash));
    m_images.push_back(std::move(photo.image));
    return m_images.size() == batchSize ? showBatch() : Result<void>();
}

Result<void> Embedder::showBatch()
{
    if (m_images.empty())
        return {};
    CREEL_ASSIGN(const std::vector<float> features, m_body.embed(m_images));
    const size_t each = features.size() / m_images.size();
    std::vector<FeatureStore::Entry> entries;
    for (size_t i = 0; i < m_hashes.size(); ++i)
        entries.emplace_back(std::move(m_hashes[i]),
                             std::vector<float>(features.begin() + ptrdiff_t(i * each),
                                                features.begin() + ptrdiff_t((i + 1) * each)));
    CREEL_TRY(m_store.put(m_key, entries));
    m_outcome.computed += qint64(entries.size());
    m_hashes.clear();
    m_images.clear();
    m_context.report(m_outcome.computed + m_outcome.cached + m_outcome.skipped, m_total,
                     LearningText::tr("Showing photos to the network"));
    return {};
}

Result<EmbedOutcome> Embedder::run()
{
    QElapsedTimer timer;
    timer.start();
    CREEL_ASSIGN(const auto index, PhotoIndex::load(m_connection));
    m_total = qint64(index->size());
    std::vector<PhotoId> ids;
    for (PhotoIndex::Row row = 0; row < index->size(); ++row)
        ids.push_back(index->id(row));
    constexpr size_t slice = 1000; // bounds the memory that a million photos take
    for (size_t first = 0; first < ids.size(); first += slice) {
        CREEL_ASSIGN(const QList<Photo> photos,
                     m_photos.byIds(std::span(ids).subspan(first, std::min(slice, ids.size() - first))));
        for (const Photo& photo : photos) {
            CREEL_TRY(goOn());
            CREEL_TRY(offer(photo));
        }
    }
    while (!m_workers.isEmpty()) {
        CREEL_TRY(goOn());
        CREEL_TRY(takeNext());
    }
    CREEL_TRY(showBatch());
    m_outcome.seconds = double(timer.elapsed()) / 1000.0;
    return m_outcome;
}

} // namespace

Result<QByteArray> weightsKey(const BodyChoice& body)
{
    if (body.weightsFile.isEmpty())
        return "seed " + QByteArray::number(body.seed);
    return sha256Of(body.weightsFile);
}

Result<QByteArray> featureKey(const BodyChoice& body, const EngineReport& engine)
{
    CREEL_ASSIGN(const QByteArray weights, weightsKey(body));
    return featureKey(body, weights, engine);
}

QByteArray featureKey(const BodyChoice& body, const QByteArray& weightsKey, const EngineReport& engine,
                      bool mirrored)
{
    QByteArrayList parts{"features 1", body.backbone.toUtf8(), weightsKey, engine.precision.toUtf8(),
                         QByteArray::number(body.side)};
    for (const auto& numbers : {body.normalization.mean, body.normalization.deviation})
        for (const float number : numbers)
            parts.append(QByteArray::number(double(number), 'g', 9));
    if (mirrored)
        parts.append("mirrored");
    return QCryptographicHash::hash(parts.join('\n'), QCryptographicHash::Sha256).left(16);
}

Result<EmbedOutcome> embedPhotos(Engine& engine, const BodyChoice& choice, Connection& connection,
                                 FeatureStore& store, JobContext context)
{
    CREEL_ASSIGN(const QByteArray weights, weightsKey(choice));
    return embedPhotos(engine, choice, weights, connection, store, std::move(context));
}

Result<EmbedOutcome> embedPhotos(Engine& engine, const BodyChoice& choice, const QByteArray& weightsKey,
                                 Connection& connection, FeatureStore& store, JobContext context)
{
    QByteArray key = featureKey(choice, weightsKey, engine.report());
    CREEL_ASSIGN(const std::unique_ptr<Body> body, engine.openBody(choice));
    return Embedder(*body, std::move(key), choice.side, connection, store, std::move(context)).run();
}

} // namespace creel
