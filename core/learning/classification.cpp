#include "core/learning/classification.h"

#include "core/base/log.h"
#include "core/ingest/ordered_workers.h"
#include "core/learning/body_source.h"
#include "core/learning/embedding.h"
#include "core/learning/learning_text.h"
#include "core/learning/photo_size.h"
#include "core/learning/prepared_photo.h"

#include <deque>

namespace creel {

namespace {

constexpr size_t photosAtOnce = 32;
constexpr size_t featuresAtOnce = 1024;

/// One pass over photos.
class Classification
{
public:
    Classification(Classifier& classifier, std::span<const PhotoToClassify> photos,
                   const ClassifyOptions& options, const ClassifySink& sink, JobContext context)
        : m_classifier(classifier)
        , m_photos(photos)
        , m_options(options)
        , m_sink(sink)
        , m_context(std::move(context))
        , m_maxSide(decodedSide(classifier.info().side))
    {
        const ModelInfo& info = classifier.info();
        if (!options.features || info.bodyWeights.isEmpty())
            return;
        const BodyChoice body = bodyOf(info, {});
        m_keys.append(featureKey(body, info.bodyWeights, options.engine));
        if (options.alsoMirrored)
            m_keys.append(featureKey(body, info.bodyWeights, options.engine, true));
    }

    Result<ClassifyOutcome> run();

private:
    Result<void> offer(size_t photo);
    bool offerFeatures(size_t photo);
    Result<void> takeNext();
    Result<void> showPhotos();
    Result<void> showFeatures();
    Result<void> deliver(std::vector<size_t>& photos, std::span<const float> probabilities);

    Classifier& m_classifier;
    const std::span<const PhotoToClassify> m_photos;
    const ClassifyOptions& m_options;
    const ClassifySink& m_sink;
    JobContext m_context;
    const int m_maxSide;
    QByteArrayList m_keys; ///< of the features, plain and mirrored; empty where they cannot be used
    ClassifyOutcome m_outcome;
    std::deque<size_t> m_waiting; ///< with the workers, oldest first
    std::vector<size_t> m_imagesOf;
    std::vector<QImage> m_images;
    std::vector<size_t> m_featuresOf;
    std::vector<std::vector<float>> m_features; ///< a row for all photos, by key
    OrderedWorkers<PreparedPhoto> m_workers;
};

bool Classification::offerFeatures(size_t photo)
{
    std::vector<std::vector<float>> found;
    for (const QByteArray& key : m_keys) {
        auto features = m_options.features->features(key, m_photos[photo].hash);
        if (!features) { // a cache in trouble costs time, nothing else
            qCWarning(logJobs) << "the cache of features is not used any more:" << features.error().message;
            m_keys.clear();
            return false;
        }
        if (features->empty())
            return false;
        found.push_back(std::move(*features));
    }
    if (found.empty() || m_photos[photo].hash.isEmpty())
        return false;
    m_features.resize(found.size());
    for (size_t i = 0; i < found.size(); ++i)
        m_features[i].insert(m_features[i].end(), found[i].begin(), found[i].end());
    m_featuresOf.push_back(photo);
    ++m_outcome.fromFeatures;
    return true;
}

Result<void> Classification::offer(size_t photo)
{
    if (offerFeatures(photo))
        return m_featuresOf.size() == featuresAtOnce ? showFeatures() : Result<void>();
    m_waiting.push_back(photo);
    m_workers.add(
        [photo = m_photos[photo], side = m_maxSide] { return preparePhoto(photo.file, photo.hash, side); });
    return m_workers.isFull() ? takeNext() : Result<void>();
}

Result<void> Classification::takeNext()
{
    PreparedPhoto prepared = m_workers.takeNext();
    const size_t photo = m_waiting.front();
    m_waiting.pop_front();
    if (prepared.image.isNull()) {
        m_outcome.unreadable.push_back(photo);
        return {};
    }
    m_imagesOf.push_back(photo);
    m_images.push_back(std::move(prepared.image));
    return m_images.size() == photosAtOnce ? showPhotos() : Result<void>();
}

Result<void> Classification::showPhotos()
{
    if (m_images.empty())
        return {};
    CREEL_ASSIGN(const std::vector<float> probabilities,
                 m_classifier.classify(m_images, m_options.alsoMirrored));
    m_outcome.shown += qint64(m_images.size());
    m_images.clear();
    return deliver(m_imagesOf, probabilities);
}

Result<void> Classification::showFeatures()
{
    if (m_featuresOf.empty())
        return {};
    std::vector<float> mean;
    for (std::vector<float>& features : m_features) {
        CREEL_ASSIGN(const std::vector<float> probabilities, m_classifier.classifyFeatures(features));
        mean.resize(probabilities.size());
        for (size_t i = 0; i < mean.size(); ++i)
            mean[i] += probabilities[i] / float(m_features.size());
        features.clear();
    }
    return deliver(m_featuresOf, mean);
}

Result<void> Classification::deliver(std::vector<size_t>& photos, std::span<const float> probabilities)
{
    CREEL_TRY(m_sink(photos, probabilities));
    photos.clear();
    m_context.report(m_outcome.shown + m_outcome.fromFeatures + qint64(m_outcome.unreadable.size()),
                     qint64(m_photos.size()), LearningText::tr("Predicting"));
    return {};
}

Result<ClassifyOutcome> Classification::run()
{
    for (size_t photo = 0; photo < m_photos.size(); ++photo) {
        if (m_context.isCancelled())
            return fail(ErrorCode::Cancelled, LearningText::tr("Stopped; what is predicted is kept."));
        CREEL_TRY(offer(photo));
    }
    CREEL_TRY(showFeatures());
    while (!m_workers.isEmpty()) {
        if (m_context.isCancelled())
            return fail(ErrorCode::Cancelled, LearningText::tr("Stopped; what is predicted is kept."));
        CREEL_TRY(takeNext());
    }
    CREEL_TRY(showPhotos());
    return std::move(m_outcome);
}

} // namespace

Result<ClassifyOutcome> classifyPhotos(Classifier& classifier, std::span<const PhotoToClassify> photos,
                                       const ClassifyOptions& options, const ClassifySink& sink,
                                       JobContext context)
{
    return Classification(classifier, photos, options, sink, std::move(context)).run();
}

} // namespace creel
