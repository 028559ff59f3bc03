#include "ui/training/learner.h"

#include "core/base/log.h"
#include "core/base/text.h"
#include "core/catalog/catalog.h"
#include "core/learning/embedding.h"
#include "ui/desk.h"
#include "ui/patience.h"

namespace creel {

/// Made, used and destroyed on the engine's thread only, one job at a time.
struct Learner::HeldEngine
{
    std::unique_ptr<Engine> engine;
};

/// Carries what a training tells to the GUI thread, as long as its catalog is open. The learner waits for its
/// jobs before it goes.
class Learner::Listener : public TrainJobListener
{
public:
    Listener(Learner& learner, const TrainJobRequest& request, JobContext context)
        : m_learner(learner), m_context(std::move(context)), m_catalog(request.catalogPath)
    {
        for (const Stage& stage : request.recipe.stages) {
            m_before.push_back(m_epochs);
            m_epochs += stage.epochs;
        }
    }

    void onSnapshot(const Snapshot& snapshot) override
    {
        tell([snapshot](Learner& learner) { Q_EMIT learner.snapshotTaken(snapshot); });
    }
    void onStep(const TrainStep& step) override
    {
        if (step.isPreparing) {
            // Without a total: a share would begin again with the learning.
            m_context.report({step.step, 0, step.photosPerSecond, {}, Learner::tr("Getting photos ready")});
        } else {
            const double part = step.steps > 0 ? double(step.step) / step.steps : 0;
            const double epochs = m_before[size_t(step.stage)] + step.epoch + part;
            Progress progress{qint64(1000 * epochs / std::max(m_epochs, 1)),
                              1000,
                              step.photosPerSecond,
                              {},
                              Learner::tr("Training")};
            if (step.secondsLeft >= 0)
                progress.secondsLeft = step.secondsLeft;
            m_context.report(progress);
        }
        tell([step](Learner& learner) { Q_EMIT learner.stepped(step); });
    }
    void onEpoch(const TrainEpoch& epoch) override
    {
        tell([epoch](Learner& learner) { Q_EMIT learner.epochEnded(epoch); });
    }
    void onEarlierEpoch(const TrainEpoch& epoch) override
    {
        tell([epoch](Learner& learner) { Q_EMIT learner.earlierEpochTold(epoch); });
    }
    void onNote(const QString& note) override
    {
        tell([note](Learner& learner) { Q_EMIT learner.noted(note); });
    }

private:
    template<class Say>
    void tell(Say say)
    {
        QMetaObject::invokeMethod(
            &m_learner,
            [&learner = m_learner, catalog = m_catalog, say] {
                if (catalog == learner.m_desk.catalogPath())
                    say(learner);
            },
            Qt::QueuedConnection);
    }

    Learner& m_learner;
    JobContext m_context;
    const QString m_catalog;
    std::vector<int> m_before; ///< epochs of earlier stages
    int m_epochs = 0;
};

Learner::Learner(Desk& desk, EngineMaker makeEngine, QObject* parent)
    : QObject(parent)
    , m_desk(desk)
    , m_makeEngine(std::move(makeEngine))
    , m_held(std::make_shared<HeldEngine>())
    , m_jobs(1)
{
    m_workers.setMaxThreadCount(1);
    connect(&desk, &Desk::opened, this, &Learner::reloadModels);
    connect(&desk, &Desk::aboutToClose, this, &Learner::stop);
    connect(&desk, &Desk::closed, this, [this] {
        m_models.clear();
        Q_EMIT modelsChanged();
    });
}

Learner::~Learner()
{
    stop();
    m_workers.waitForDone();
}

/// On the engine's thread.
Result<Engine*> Learner::engine(HeldEngine& held) const
{
    if (!held.engine) {
        CREEL_ASSIGN(held.engine, m_makeEngine());
    }
    return held.engine.get();
}

Job* Learner::startOnEngine(const QString& title,
                            std::function<Result<QString>(Engine&, const JobContext&)> work)
{
    return m_jobs.start(
        title, [this, held = m_held, work = std::move(work)](const JobContext& context) -> Result<QString> {
            makeThisThreadPatient();
            CREEL_ASSIGN(Engine * engine, this->engine(*held));
            return work(*engine, context);
        });
}

void Learner::wakeEngine()
{
    if (m_state == EngineState::Loading || m_state == EngineState::Ready)
        return;
    m_state = EngineState::Loading;
    struct Answer
    {
        EngineReport report;
        QStringList backbones;
    };
    auto answer = std::make_shared<Answer>();
    Job* job = startOnEngine(tr("Loading the learning engine"),
                             [answer](Engine& engine, const JobContext&) -> Result<QString> {
                                 *answer = {engine.report(), engine.backbones()};
                                 return QString();
                             });
    connect(job, &Job::finished, this, [this, job, answer] {
        m_state = job->state() == Job::State::Succeeded ? EngineState::Ready : EngineState::Missing;
        m_report = answer->report;
        m_backbones = answer->backbones;
        m_engineProblem = m_state == EngineState::Missing ? job->message() : QString();
        Q_EMIT engineChanged();
    });
    Q_EMIT engineChanged();
}

void Learner::train(TrainJobRequest request)
{
    if (m_training || !m_desk.isOpen())
        return;
    request.catalogPath = m_desk.catalogPath();
    auto made = std::make_shared<TrainJobOutcome>();
    m_training = startOnEngine(
        tr("Training"), [this, request, made](Engine& engine, const JobContext& context) -> Result<QString> {
            Listener listener(*this, request, context);
            CREEL_ASSIGN(*made, trainModel(engine, request, listener, context.token()));
            if (const QString& why = made->training.breakdown; !why.isEmpty())
                return fail(ErrorCode::BadInput,
                            tr("%1 The best before that is the model “%2”.").arg(why, made->model.name));
            return made->training.wasStopped
                       ? tr("Stopped. The best so far is the model “%1”.").arg(made->model.name)
                       : tr("Trained the model “%1”").arg(made->model.name);
        });
    connect(m_training, &Job::finished, this, [this, job = m_training, made, path = request.catalogPath] {
        const bool isDone = job->state() == Job::State::Succeeded;
        m_training = nullptr;
        if (path != m_desk.catalogPath())
            return;
        Q_EMIT trainingEnded(isDone || !job->message().isEmpty() ? job->message() : tr("Stopped"), !isDone);
        if (!made->model.id.isValid())
            return;
        reloadModels();
        predict(made->model.id);
        if (made->training.wasStopped)
            Q_EMIT trainingStopped();
    });
    Q_EMIT trainingStarted(request);
}

void Learner::predict(ModelId model)
{
    if (!m_desk.isOpen())
        return;
    const auto record = std::ranges::find(m_models, model, &ModelRecord::id);
    const QString name = record == m_models.end() ? QString() : record->name;
    const QString path = m_desk.catalogPath();
    Job* job = startOnEngine(
        name.isEmpty() ? tr("Predicting") : tr("Predicting with “%1”").arg(name),
        [path, model](Engine& engine, const JobContext& context) -> Result<QString> {
            CREEL_ASSIGN(const auto connection, openCatalog(path, Connection::Access::ReadWrite));
            CREEL_ASSIGN(const auto record, ModelStore(*connection).byId(model));
            if (!record)
                return fail(ErrorCode::NotFound, tr("The model was removed meanwhile."));
            CREEL_ASSIGN(const auto classifier, engine.openModel(record->file));
            CREEL_ASSIGN(const PredictJobOutcome outcome,
                         predictCatalog(*classifier, engine.report(), {path, model, false}, context));
            return tr("Predicted %1").arg(photoCountText(outcome.predicted));
        });
    connect(job, &Job::finished, this, [this, path] {
        if (path == m_desk.catalogPath()) // what was done before a stop is shown too
            Q_EMIT predictionsChanged();
    });
}

void Learner::embed(ModelId model)
{
    if (!m_desk.isOpen())
        return;
    startOnEngine(
        tr("Getting photos ready to compare"),
        [path = m_desk.catalogPath(), model](Engine& engine, const JobContext& context) -> Result<QString> {
            CREEL_ASSIGN(const auto connection, openCatalog(path, Connection::Access::ReadOnly));
            CREEL_ASSIGN(const auto record, ModelStore(*connection).byId(model));
            if (!record)
                return fail(ErrorCode::NotFound, tr("The model was removed meanwhile."));
            CREEL_ASSIGN(const QByteArray key, bodyWeightsKey(record->info, record->file));
            CREEL_ASSIGN(FeatureStore store, FeatureStore::open(path));
            CREEL_ASSIGN(const EmbedOutcome outcome, embedPhotos(engine, bodyOf(record->info, record->file),
                                                                 key, *connection, store, context));
            return tr("%1 can be compared now").arg(photoCountText(outcome.computed + outcome.cached));
        });
}

void Learner::exportModel(const ModelExportRequest& request)
{
    auto summary = std::make_shared<ModelExportSummary>();
    Job* job =
        startOnEngine(tr("Exporting %1").arg(displayPath(splitPath(request.out).second)),
                      [request, summary](Engine& engine, const JobContext& context) -> Result<QString> {
                          CREEL_ASSIGN(*summary, creel::exportModel(engine, request, context));
                          return tr("Exported the model “%1”").arg(summary->info.name);
                      });
    connect(job, &Job::finished, this, [this, job, summary] {
        if (job->state() == Job::State::Succeeded)
            Q_EMIT modelExported(*summary);
        else
            Q_EMIT modelNotExported(job->message());
    });
}

void Learner::findLearningRate(const TrainJobRequest& request)
{
    if (!m_desk.isOpen() || isBusy())
        return;
    auto curve = std::make_shared<RateCurve>();
    Job* job = startOnEngine(
        tr("Trying learning rates"),
        [request, path = m_desk.catalogPath(), curve](Engine& engine,
                                                      const JobContext& context) -> Result<QString> {
            CREEL_ASSIGN(const auto connection, openCatalog(path, Connection::Access::ReadOnly));
            CREEL_ASSIGN(const Snapshot snapshot,
                         takeSnapshot(*connection, request.snapshot, context.token()));
            TrainRequest train;
            CREEL_ASSIGN(train.body, chooseBody(request.body));
            train.recipe = request.recipe;
            train.info.classes = snapshot.classes;
            train.info.backbone = train.body.backbone;
            train.info.normalization = train.body.normalization;
            for (const SnapshotPhoto& photo : snapshot.photos)
                if (photo.part != SplitPart::Test)
                    (photo.part == SplitPart::Train ? train.train : train.valid)
                        .push_back({photo.file, photo.hash, photo.label});
            CREEL_ASSIGN(*curve, engine.findLearningRate(train, context.token()));
            return tr("A good learning rate is %1").arg(QString::number(curve->suggestion, 'g', 2));
        });
    connect(job, &Job::finished, this, [this, job, curve] {
        if (job->state() == Job::State::Succeeded)
            Q_EMIT rateFound(*curve);
        else
            Q_EMIT trainingEnded(job->message().isEmpty() ? tr("Stopped") : job->message(), true);
    });
}

void Learner::stop()
{
    for (Job* job : m_jobs.running())
        job->cancel();
}

template<class Work, class Done>
void Learner::onCatalog(Connection::Access access, Work work, Done done)
{
    if (!m_desk.isOpen())
        return;
    m_workers.start([this, access, path = m_desk.catalogPath(), work, done] {
        using Outcome = decltype(work(std::declval<Connection&>()));
        const auto run = [&]() -> Outcome {
            CREEL_ASSIGN(const auto connection, openCatalog(path, access));
            return work(*connection);
        };
        QMetaObject::invokeMethod(
            this,
            [this, path, outcome = run(), done] {
                if (path == m_desk.catalogPath())
                    done(outcome);
            },
            Qt::QueuedConnection);
    });
}

void Learner::reloadModels()
{
    onCatalog(
        Connection::Access::ReadOnly, [](Connection& connection) { return ModelStore(connection).all(); },
        [this](const Result<QList<ModelRecord>>& models) {
            if (!models)
                return Q_EMIT failed(models.error().message);
            m_models = *models;
            Q_EMIT modelsChanged();
        });
}

void Learner::change(std::function<Result<void>(Connection&)> change)
{
    onCatalog(Connection::Access::ReadWrite, std::move(change), [this](const Result<void>& done) {
        if (!done)
            Q_EMIT failed(done.error().message);
        reloadModels();
        Q_EMIT predictionsChanged(); // another model may be current
    });
}

void Learner::makeCurrent(ModelId model)
{
    change([model](Connection& connection) { return ModelStore(connection).makeCurrent(model); });
}

void Learner::rename(ModelId model, const QString& name)
{
    change([model, name](Connection& connection) { return ModelStore(connection).rename(model, name); });
}

void Learner::remove(ModelId model)
{
    change([model](Connection& connection) -> Result<void> {
        CREEL_ASSIGN(const auto record, ModelStore(connection).byId(model));
        if (record)
            removeCheckpoint(record->file);
        return ModelStore(connection).remove(model);
    });
}

void Learner::summarize(const SnapshotOptions& options)
{
    const quint64 wanted = ++m_summaryWanted;
    onCatalog(
        Connection::Access::ReadOnly,
        [options](Connection& connection) { return takeSnapshot(connection, options); },
        [this, wanted](const Result<Snapshot>& snapshot) {
            if (wanted == m_summaryWanted)
                Q_EMIT summarized(snapshot ? *snapshot : Snapshot(),
                                  snapshot ? QString() : snapshot.error().message);
        });
}

void Learner::discard(const InterruptedTraining& training)
{
    change([training](Connection& connection) { return discardTraining(connection, training); });
}

std::optional<InterruptedTraining> Learner::interrupted()
{
    const auto trainings = interruptedTrainings(*m_desk.connection());
    if (!trainings)
        qCWarning(logUi) << "looking for interrupted trainings failed:" << trainings.error().message;
    return trainings && !trainings->isEmpty() ? std::optional(trainings->last()) : std::nullopt;
}

std::optional<InterruptedTraining> Learner::stopped()
{
    const auto trainings = stoppedTrainings(*m_desk.connection());
    if (!trainings)
        qCWarning(logUi) << "looking for stopped trainings failed:" << trainings.error().message;
    return trainings && !trainings->isEmpty() ? std::optional(trainings->first()) : std::nullopt;
}

} // namespace creel
