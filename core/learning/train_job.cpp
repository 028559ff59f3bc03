#include "core/learning/train_job.h"

#include "core/base/log.h"
#include "core/catalog/catalog.h"
#include "core/learning/embedding.h"
#include "core/learning/learning_text.h"
#include "core/learning/stored_features.h"

#include <QDir>
#include <QFileInfo>
#include <QLockFile>

namespace creel {

namespace {

const QString jobKind = QStringLiteral("train");

QString checkpointOf(const QString& out)
{
    return out + QLatin1String(".checkpoint");
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

Result<void> Training::prepare()
{
    CREEL_ASSIGN(m_request.body, chooseBody(m_asked.body));
    m_request.out = m_asked.out;
    m_request.checkpoint = checkpointOf(m_request.out);
    m_request.info.name = m_asked.name;
    CREEL_ASSIGN(m_snapshot, takeSnapshot(m_connection, m_asked.snapshot, m_cancel));
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
    CREEL_ASSIGN(m_request.info.splits, compareSplits());
    TrainJobOutcome outcome;
    CREEL_ASSIGN(outcome.training, m_engine.train(m_request, m_listener, m_cancel));
    CREEL_ASSIGN(outcome.model, ModelStore(m_connection).add(m_request.out, outcome.training.info));
    return outcome;
}

/// Fills in the model's name and file.
Result<void> choosePlace(TrainJobRequest& request, ModelStore models)
{
    if (request.name.isEmpty() && !request.out.isEmpty())
        request.name = QFileInfo(request.out).completeBaseName();
    if (request.name.isEmpty()) {
        CREEL_ASSIGN(const BodyChoice body, chooseBody(request.body));
        CREEL_ASSIGN(request.name, models.freeName(body.backbone));
    }
    if (request.out.isEmpty()) {
        CREEL_ASSIGN(QString file, models.freeName(request.name));
        file.replace(QLatin1Char('/'), QLatin1Char('_'));
        request.out =
            modelFolderOf(request.catalogPath) + QLatin1Char('/') + file + QLatin1String(".safetensors");
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
    return outcome->training.wasStopped ? QStringLiteral("cancelled") : QStringLiteral("succeeded");
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
    TrainingLock lock(request.out);
    CREEL_TRY(take(lock, request.out));
    CREEL_TRY(closeEarlierTries(*connection, request));
    JobStore jobs(*connection);
    CREEL_ASSIGN(const JobId job, jobs.begin(jobKind, toJson(request)));
    Result<TrainJobOutcome> outcome =
        Training(engine, std::move(request), *connection, store, listener, cancel).run();
    const auto ended =
        jobs.finish(job, outcomeName(outcome), outcome ? outcome->model.name : outcome.error().message);
    if (!ended) // the model is there, or why it is not matters more
        qCWarning(logJobs) << "the end of a training was not noted:" << ended.error().message;
    return outcome;
}

Result<QList<InterruptedTraining>> interruptedTrainings(Connection& connection)
{
    CREEL_ASSIGN(const QList<JobRecord> jobs, JobStore(connection).interrupted());
    QList<InterruptedTraining> trainings;
    for (const JobRecord& job : jobs) {
        if (job.kind != jobKind)
            continue;
        if (const auto request = trainJobFromJson(job.parameters, connection.path()))
            trainings.append({job.id, *request, job.startedAt});
    }
    return trainings;
}

Result<void> discardTraining(Connection& connection, const InterruptedTraining& training)
{
    TrainingLock lock(training.request.out);
    CREEL_TRY(take(lock, training.request.out)); // somebody may have taken it up meanwhile
    QFile::remove(checkpointOf(training.request.out));
    return JobStore(connection)
        .finish(training.id, QStringLiteral("cancelled"),
                LearningText::tr("Interrupted; not taken up again."));
}

} // namespace creel
