#include "core/learning/predict_job.h"

#include "core/catalog/catalog.h"
#include "core/learning/learning_text.h"
#include "core/review/photo_index.h"

#include <QElapsedTimer>

#include <algorithm>

namespace creel {

namespace {

/// The catalog's photos that a model has still to look at.
struct Outstanding
{
    std::vector<PhotoId> ids;
    std::vector<PhotoToClassify> photos;
};

Result<Outstanding> outstandingPhotos(Connection& connection, ModelId model, PredictJobOutcome& outcome,
                                      const CancelToken& cancel)
{
    CREEL_ASSIGN(const auto seen, PredictionStore(connection).seen(model));
    CREEL_ASSIGN(const auto index, PhotoIndex::load(connection, -1, cancel));
    CREEL_ASSIGN(Query hashes, connection.run(QStringLiteral("SELECT id, hash FROM photo ORDER BY id")));
    Outstanding outstanding;
    CREEL_TRY(hashes.each([&](const Query& row) {
        const auto known = index->rowOf(row.id<PhotoId>(0));
        if (!known)
            return;
        const PhotoFacts& facts = index->facts(*known);
        const QByteArray hash = row.bytes(1);
        if (facts.missing || hash.isEmpty() || isFatal(facts.problem)) {
            ++outcome.unusable;
        } else if (seen.value(facts.id) == hash) {
            ++outcome.before;
        } else {
            outstanding.ids.push_back(facts.id);
            outstanding.photos.push_back({index->absolutePath(*known), hash});
        }
    }));
    return outstanding;
}

ClassifyOptions optionsFor(const EngineReport& engine, bool alsoMirrored, Result<FeatureStore>& features)
{
    ClassifyOptions options;
    options.alsoMirrored = alsoMirrored;
    options.engine = engine;
    if (features) // a cache that cannot be used costs time, nothing else
        options.features = &*features;
    return options;
}

/// Which class of the model a photo with the living label shows.
struct ClassByLabel
{
    QHash<LabelId, int> classes;
    std::vector<int> same; ///< by class: the one that stands for its label, where labels were merged

    /// Probabilities of one photo, by class.
    void gather(std::span<float> probabilities) const
    {
        for (size_t i = 0; i < probabilities.size(); ++i)
            if (size_t(same[i]) != i)
                probabilities[size_t(same[i])] += std::exchange(probabilities[i], 0.F);
    }
};

Result<ClassByLabel> classesByLabel(Connection& connection, ModelId model, const ModelInfo& info)
{
    ModelRecord record;
    record.id = model;
    record.info = info;
    CREEL_ASSIGN(const QList<LabelId> labels, ModelStore(connection).classLabels(record));
    CREEL_ASSIGN(const QList<Label> all, LabelStore(connection).all());
    const LivingLabels living(all);
    ClassByLabel found;
    for (qsizetype i = 0; i < labels.size(); ++i) {
        found.same.push_back(int(i));
        const LabelId label = labels[i].isValid() ? living(labels[i]) : LabelId();
        if (!label.isValid())
            continue;
        if (const auto earlier = found.classes.constFind(label); earlier != found.classes.cend())
            found.same.back() = *earlier;
        else
            found.classes.insert(label, int(i));
    }
    return found;
}

} // namespace

Prediction toPrediction(const ModelInfo& info, PhotoId photo, const QByteArray& hash,
                        std::span<const float> probabilities)
{
    const auto best = std::ranges::max_element(probabilities);
    return {photo,
            hash,
            int(best - probabilities.begin()),
            *best,
            double(*best) < info.abstainBelow,
            std::vector<float>(probabilities.begin(), probabilities.end())};
}

Result<PredictJobOutcome> predictCatalog(Classifier& classifier, const EngineReport& engine,
                                         const PredictJobRequest& request, JobContext context)
{
    QElapsedTimer timer;
    timer.start();
    PredictJobOutcome outcome;
    CREEL_ASSIGN(const auto connection, openCatalog(request.catalogPath, Connection::Access::ReadWrite));
    CREEL_ASSIGN(const Outstanding outstanding,
                 outstandingPhotos(*connection, request.model, outcome, context.token()));
    PredictionStore predictions(*connection);
    const auto sink = [&](std::span<const size_t> photos, std::span<const float> probabilities) {
        const size_t classes = probabilities.size() / photos.size();
        std::vector<Prediction> batch;
        for (size_t i = 0; i < photos.size(); ++i)
            batch.push_back(toPrediction(classifier.info(), outstanding.ids[photos[i]],
                                         outstanding.photos[photos[i]].hash,
                                         probabilities.subspan(i * classes, classes)));
        outcome.predicted += qint64(batch.size());
        outcome.abstained += std::ranges::count(batch, true, &Prediction::abstains);
        return predictions.put(request.model, batch);
    };
    Result<FeatureStore> features = FeatureStore::open(request.catalogPath);
    const ClassifyOptions options = optionsFor(engine, request.alsoMirrored, features);
    CREEL_ASSIGN(const ClassifyOutcome done,
                 classifyPhotos(classifier, outstanding.photos, options, sink, std::move(context)));
    outcome.fromFeatures = done.fromFeatures;
    outcome.unusable += qint64(done.unreadable.size());
    outcome.seconds = double(timer.elapsed()) / 1000.0;
    return outcome;
}

Result<PartEvaluation> evaluatePart(Classifier& classifier, const EngineReport& engine,
                                    const EvaluateRequest& request, JobContext context)
{
    CREEL_ASSIGN(const auto connection, openCatalog(request.catalogPath, Connection::Access::ReadOnly));
    CREEL_ASSIGN(const Snapshot snapshot, takeSnapshot(*connection, {}, context.token()));
    CREEL_ASSIGN(const ClassByLabel classOf, classesByLabel(*connection, request.model, classifier.info()));
    PartEvaluation result;
    std::vector<PhotoToClassify> photos;
    std::vector<int> labels;
    for (const SnapshotPhoto& photo : snapshot.photos) {
        if (photo.part != request.part)
            continue;
        const auto known = classOf.classes.constFind(snapshot.labels[photo.label]);
        if (known == classOf.classes.cend()) {
            ++result.unknown;
            continue;
        }
        photos.push_back({photo.file, photo.hash});
        labels.push_back(*known);
    }
    if (photos.empty())
        return fail(ErrorCode::BadInput,
                    LearningText::tr("The catalog has no photo of the model's classes in the part %1.")
                        .arg(partName(request.part)));
    std::vector<float> probabilities;
    std::vector<int> truth;
    const auto sink = [&](std::span<const size_t> done, std::span<const float> numbers) -> Result<void> {
        const size_t classes = numbers.size() / done.size();
        for (size_t i = 0; i < done.size(); ++i) {
            truth.push_back(labels[done[i]]);
            const auto own = numbers.subspan(i * classes, classes);
            probabilities.insert(probabilities.end(), own.begin(), own.end());
            classOf.gather(std::span(probabilities).last(classes));
        }
        return {};
    };
    Result<FeatureStore> features = FeatureStore::open(request.catalogPath);
    const ClassifyOptions options = optionsFor(engine, request.alsoMirrored, features);
    CREEL_ASSIGN(const ClassifyOutcome done,
                 classifyPhotos(classifier, photos, options, sink, std::move(context)));
    result.unusable = qint64(done.unreadable.size());
    result.evaluation = evaluate(probabilities, truth, int(classifier.info().classes.size()));
    return result;
}

} // namespace creel
