#include "core/learning/train_job.h"

#include "core/base/log.h"
#include "core/catalog/catalog.h"
#include "core/dataset/snapshot_file.h"
#include "core/learning/embedding.h"
#include "core/learning/learning_text.h"
#include "core/learning/stored_features.h"

#include <QDir>
#include <QFileInfo>
#include <QLockFile>
#include <QSet>

namespace creel {

namespace {

const QString jobKind = QStringLiteral("train");

QString checkpointOf(const QString& out)
{
    return out + QLatin1String(".checkpoint");
}

/// The photos and labels that the training began with, as long as it has a checkpoint.
QString snapshotFileOf(const QString& out)
{
    return checkpointOf(out) + QLatin1String(".photos");
}

/// Held by the process that trains this model now; what a killed one held counts for nothing.
struct TrainingLock : QLockFile
{
    explicit TrainingLock(const QString& out) : QLockFile(out + QLatin1String(".lock"))
    {
        setStaleLockTime(0);
    }
};

Result<void> take(TrainingLock& lock, const QString& out)
{
    if (lock.tryLock())
        return {};
    if (lock.error() == QLockFile::LockFailedError)
        return fail(
            ErrorCode::Busy,
            LearningText::tr("%1 is being trained already. Wait for it, or choose another name.").arg(out));
    return fail(ErrorCode::Unwritable, LearningText::tr("Nothing can be written beside %1.").arg(out));
}

void put(TrainRequest& request, const SnapshotPhoto& photo)
{
    auto& part = photo.part == SplitPart::Train   ? request.train
                 : photo.part == SplitPart::Valid ? request.valid
                                                  : request.test;
    part.push_back({photo.file, photo.hash, photo.label});
}

/// A head alone, for comparing splits: quick, and the same for both.
Recipe headRecipe(const Recipe& recipe)
{
    Recipe head = recipe;
    head.augmentation = Augmentation::None;
    head.stages = {{false, recipe.stages.front().side, 8, 3e-3, 1}};
    head.mixup = 0;
    head.patience = 0;
    return head;
}

/// Passes on how many photos a body has seen, and nothing of what a head learns from that.
class ShownPhotos : public TrainListener
{
public:
    explicit ShownPhotos(TrainListener& listener) : m_listener(listener) {}

    void onStep(const TrainStep& step) override
    {
        if (step.isPreparing)
            m_listener.onStep(step);
    }

private:
    TrainListener& m_listener;
};

/// One training from the snapshot to the row of its model.
class Training
{
public:
    Training(Engine& engine, TrainJobRequest request, Connection& connection, FeatureStore& store,
             TrainJobListener& listener, const CancelToken& cancel)
        : m_engine(engine)
        , m_asked(std::move(request))
        , m_connection(connection)
        , m_store(store)
        , m_listener(listener)
        , m_cancel(cancel)
    {}

    Result<TrainJobOutcome> run();

private:
    Result<void> prepare();
    Result<void> chooseSnapshot();
    Result<std::optional<SplitComparison>> compareSplits();
    Result<Share> headScore(std::span<const SnapshotPhoto> photos);

    Engine& m_engine;
    TrainJobRequest m_asked;
    Connection& m_connection;
    FeatureStore& m_store;
    TrainJobListener& m_listener;
    const CancelToken& m_cancel;
    Snapshot m_snapshot;
    TrainRequest m_request;
};

/// A training that goes on does so with the photos it began with: labeling has gone on meanwhile.
Result<void> Training::chooseSnapshot()
{
    const QString file = snapshotFileOf(m_asked.out);
    if (QFileInfo::exists(checkpointOf(m_asked.out))) {
        if (auto begun = readSnapshot(file, toJson(m_asked))) {
            m_snapshot = std::move(*begun);
            return {};
        }
    }
    CREEL_ASSIGN(m_snapshot, takeSnapshot(m_connection, m_asked.snapshot, m_cancel));
    if (const auto kept = writeSnapshot(file, m_snapshot, toJson(m_asked)); !kept)
        m_listener.onNote(kept.error().message); // training is possible all the same
    return {};
}

Result<void> Training::prepare()
{
    CREEL_ASSIGN(m_request.body, chooseBody(m_asked.body));
    m_request.out = m_asked.out;
    m_request.checkpoint = checkpointOf(m_request.out);
    m_request.info.name = m_asked.name;
    CREEL_TRY(chooseSnapshot());
    m_request.recipe = m_asked.recipe;
    for (const SnapshotPhoto& photo : m_snapshot.photos)
        put(m_request, photo);
    ModelInfo& info = m_request.info;
    info.classes = m_snapshot.classes;
    info.backbone = m_request.body.backbone;
    info.normalization = m_request.body.normalization;
    CREEL_ASSIGN(info.bodyWeights, weightsKey(m_request.body));
    if (m_asked.body.weights != QLatin1String("none"))
        info.weightsSource = QFileInfo(m_asked.body.weights).fileName();
    info.splitDigest = m_snapshot.splitDigest;
    info.catalogRevision = m_snapshot.catalogRevision;
    m_listener.onSnapshot(m_snapshot);
    return {};
}

Result<Share> Training::headScore(std::span<const SnapshotPhoto> photos)
{
    TrainRequest request;
    request.body = m_request.body;
    request.recipe = headRecipe(m_asked.recipe);
    request.info = m_request.info;
    request.features = m_request.features;
    for (const SnapshotPhoto& photo : photos)
        if (photo.part != SplitPart::Test)
            put(request, photo);
    ShownPhotos shown(m_listener);
    CREEL_ASSIGN(const TrainOutcome outcome, m_engine.train(request, shown, m_cancel));
    if (outcome.wasStopped)
        return fail(ErrorCode::Cancelled, LearningText::tr("Stopped before the training began."));
    return outcome.info.valid.value_or(Evaluation()).accuracy;
}

Result<std::optional<SplitComparison>> Training::compareSplits()
{
    if (!m_asked.comparesSplits || !m_snapshot.hasTies)
        return std::optional<SplitComparison>();
    m_listener.onNote(LearningText::tr("Trying what a random split would have claimed"));
    SplitComparison comparison;
    CREEL_ASSIGN(comparison.grouped, headScore(m_snapshot.photos));
    CREEL_ASSIGN(comparison.random, headScore(withRandomSides(m_snapshot, m_asked.recipe.seed)));
    return std::optional(comparison);
}

Result<TrainJobOutcome> Training::run()
{
    CREEL_TRY(prepare());
    StoredFeatures features(m_store, m_request.body, m_request.info.bodyWeights, m_engine.report());
    m_request.features = &features;
    auto comparison = compareSplits();
    if (!comparison && comparison.error().code != ErrorCode::Cancelled)
        return tl::unexpected(comparison.error());
    if (comparison) // else the best of what was learned before is a model all the same
        m_request.info.splits = *comparison;
    TrainJobOutcome outcome;
    CREEL_ASSIGN(outcome.training, m_engine.train(m_request, m_listener, m_cancel));
    auto added = ModelStore(m_connection).add(m_request.out, outcome.training.info, m_snapshot.labels);
    if (!added) {
        added.error().message = LearningText::tr("The model is in the file %1, but not in the catalog: %2")
                                    .arg(m_request.out, added.error().message);
        return tl::unexpected(added.error());
    }
    outcome.model = std::move(*added);
    if (!outcome.training.wasStopped)
        removeCheckpoint(m_request.out);
    return outcome;
}

/// Fills in the model's name and file.
Result<void> choosePlace(TrainJobRequest& request, ModelStore models)
{
    if (request.name.isEmpty() && !request.out.isEmpty())
        request.name = QFileInfo(request.out).completeBaseName();
    const auto fileFor = [&request](QString name) {
        name.replace(QLatin1Char('/'), QLatin1Char('_'));
        return modelFolderOf(request.catalogPath) + QLatin1Char('/') + name + QLatin1String(".safetensors");
    };
    // The file of a removed model stays, and is not written over.
    const auto isThere = [&fileFor](const QString& name) {
        return QFileInfo::exists(fileFor(name));
    };
    if (request.name.isEmpty()) {
        CREEL_ASSIGN(const BodyChoice body, chooseBody(request.body));
        CREEL_ASSIGN(request.name, models.freeName(body.backbone, isThere));
    }
    if (request.out.isEmpty()) {
        CREEL_ASSIGN(const QString file, models.freeName(request.name, isThere));
        request.out = fileFor(file);
    }
    request.out = QFileInfo(request.out).absoluteFilePath();
    const QString folder = QFileInfo(request.out).absolutePath();
    if (!QDir().mkpath(folder))
        return fail(ErrorCode::Unwritable, LearningText::tr("The folder %1 cannot be made.").arg(folder));
    return {};
}

QString outcomeName(const Result<TrainJobOutcome>& outcome)
{
    if (!outcome)
        return outcome.error().code == ErrorCode::Cancelled ? QStringLiteral("cancelled")
                                                            : QStringLiteral("failed");
    if (!outcome->training.breakdown.isEmpty())
        return QStringLiteral("failed");
    return outcome->training.wasStopped ? QStringLiteral("cancelled") : QStringLiteral("succeeded");
}

QList<InterruptedTraining> trainingsOf(const QList<JobRecord>& jobs, const QString& catalogPath)
{
    QList<InterruptedTraining> trainings;
    for (const JobRecord& job : jobs) {
        if (job.kind != jobKind)
            continue;
        if (const auto request = trainJobFromJson(job.parameters, catalogPath))
            trainings.append({job.id, *request, job.startedAt});
    }
    return trainings;
}

/// What is started again, or has its place taken, is not interrupted any more. The caller holds the
/// training's lock.
Result<void> closeEarlierTries(Connection& connection, const TrainJobRequest& request)
{
    CREEL_ASSIGN(const auto earlier, interruptedTrainings(connection));
    for (const InterruptedTraining& training : earlier)
        if (training.request.out == request.out)
            CREEL_TRY(JobStore(connection)
                          .finish(training.id, QStringLiteral("failed"),
                                  LearningText::tr("Interrupted; started again later.")));
    return {};
}

} // namespace

void removeCheckpoint(const QString& out)
{
    QFile::remove(checkpointOf(out));
    QFile::remove(snapshotFileOf(out));
}

QString modelFolderOf(const QString& catalogPath)
{
    return catalogPath + QLatin1String(".models");
}

QJsonObject toJson(const TrainJobRequest& request)
{
    return {{QStringLiteral("name"), request.name},
            {QStringLiteral("out"), request.out},
            {QStringLiteral("weights"), request.body.weights},
            {QStringLiteral("backbone"), request.body.backbone},
            {QStringLiteral("body_seed"), qint64(request.body.seed)},
            {QStringLiteral("recipe"), toJson(request.recipe)},
            {QStringLiteral("only_accepted"), request.snapshot.onlyAccepted},
            {QStringLiteral("valid"), request.snapshot.fractions.valid},
            {QStringLiteral("test"), request.snapshot.fractions.test},
            {QStringLiteral("split_seed"), qint64(request.snapshot.seed)},
            {QStringLiteral("compares_splits"), request.comparesSplits}};
}

Result<TrainJobRequest> trainJobFromJson(const QJsonObject& json, const QString& catalogPath)
{
    TrainJobRequest request;
    request.catalogPath = catalogPath;
    request.name = json[QLatin1String("name")].toString();
    request.out = json[QLatin1String("out")].toString();
    request.body.weights = json[QLatin1String("weights")].toString();
    request.body.backbone = json[QLatin1String("backbone")].toString();
    request.body.seed = quint64(json[QLatin1String("body_seed")].toInteger(1));
    CREEL_ASSIGN(request.recipe, recipeFromJson(json[QLatin1String("recipe")].toObject()));
    request.snapshot.onlyAccepted = json[QLatin1String("only_accepted")].toBool();
    request.snapshot.fractions = {json[QLatin1String("valid")].toDouble(0.3),
                                  json[QLatin1String("test")].toDouble()};
    request.snapshot.seed = quint64(json[QLatin1String("split_seed")].toInteger(1));
    request.comparesSplits = json[QLatin1String("compares_splits")].toBool(true);
    return request;
}

Result<TrainJobOutcome> trainModel(Engine& engine, TrainJobRequest request, TrainJobListener& listener,
                                   const CancelToken& cancel)
{
    CREEL_ASSIGN(const auto connection, openCatalog(request.catalogPath, Connection::Access::ReadWrite));
    CREEL_ASSIGN(FeatureStore store, FeatureStore::open(request.catalogPath));
    CREEL_TRY(choosePlace(request, ModelStore(*connection)));
    const QString out = request.out;
    TrainingLock lock(out);
    CREEL_TRY(take(lock, out));
    CREEL_TRY(closeEarlierTries(*connection, request));
    JobStore jobs(*connection);
    CREEL_ASSIGN(const JobId job, jobs.begin(jobKind, toJson(request)));
    Result<TrainJobOutcome> outcome =
        Training(engine, std::move(request), *connection, store, listener, cancel).run();
    const auto ended =
        jobs.finish(job, outcomeName(outcome), outcome ? outcome->model.name : outcome.error().message);
    if (!QFileInfo::exists(checkpointOf(out)))
        removeCheckpoint(out); // there is nothing to go on from
    if (!ended)                // the model is there, or why it is not matters more
        qCWarning(logJobs) << "the end of a training was not noted:" << ended.error().message;
    return outcome;
}

Result<QList<InterruptedTraining>> interruptedTrainings(Connection& connection)
{
    CREEL_ASSIGN(const QList<JobRecord> jobs, JobStore(connection).interrupted());
    return trainingsOf(jobs, connection.path());
}

Result<void> discardTraining(Connection& connection, const InterruptedTraining& training)
{
    TrainingLock lock(training.request.out);
    CREEL_TRY(take(lock, training.request.out)); // somebody may have taken it up meanwhile
    removeCheckpoint(training.request.out);
    return JobStore(connection)
        .finish(training.id, QStringLiteral("cancelled"),
                LearningText::tr("Interrupted; not taken up again."));
}

Result<QList<InterruptedTraining>> stoppedTrainings(Connection& connection)
{
    CREEL_ASSIGN(const QList<JobRecord> jobs, JobStore(connection).cancelled(jobKind));
    QList<InterruptedTraining> trainings;
    QSet<QString> seen;
    for (const InterruptedTraining& training : trainingsOf(jobs, connection.path())) {
        const QString& out = training.request.out;
        if (!seen.contains(out) && QFileInfo::exists(snapshotFileOf(out)) &&
            QFileInfo::exists(checkpointOf(out)))
            trainings.append(training);
        seen.insert(out);
    }
    return trainings;
}

} // namespace creel
