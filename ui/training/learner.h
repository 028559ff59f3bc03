#pragma once

#include "core/catalog/model_store.h"
#include "core/jobs/job.h"
#include "core/learning/model_export.h"
#include "core/learning/predict_job.h"
#include "core/learning/train_job.h"

#include <QThreadPool>

#include <functional>

namespace creel {

class Desk;

/// The learning side of the window: the engine, which loads when it is first wanted, one thread on which it
/// trains and predicts at low priority, and the models of the open catalog. GUI thread.
class Learner : public QObject
{
    Q_OBJECT

public:
    using EngineMaker = std::function<Result<std::unique_ptr<Engine>>()>;

    enum class EngineState
    {
        Asleep,
        Loading,
        Ready,
        Missing
    };

    Learner(Desk& desk, EngineMaker makeEngine, QObject* parent);
    ~Learner() override;

    JobRunner* jobs() { return &m_jobs; }

    EngineState engineState() const { return m_state; }
    /// Once it is Ready.
    const EngineReport& engineReport() const { return m_report; }
    const QStringList& backbones() const { return m_backbones; }
    /// What is missing and how to get it, once it is Missing.
    const QString& engineProblem() const { return m_engineProblem; }
    /// Loads the engine on its thread unless that has been done.
    void wakeEngine();

    void train(TrainJobRequest request);
    void predict(ModelId model);
    /// Shows the catalog's photos to the model's body and keeps what it sees, to compare photos by.
    void embed(ModelId model);
    /// Writes a model for other programs, in the background; modelExported() or modelNotExported() tells.
    void exportModel(const ModelExportRequest& request);
    /// Tries learning rates on the request's first stage.
    void findLearningRate(const TrainJobRequest& request);
    /// Ends what runs; a training keeps the best so far.
    void stop();
    bool isTraining() const { return m_training != nullptr; }
    bool isBusy() const { return !m_jobs.running().isEmpty(); }

    /// Of the open catalog, in order of age.
    const QList<ModelRecord>& models() const { return m_models; }
    void reloadModels();
    void makeCurrent(ModelId model);
    void rename(ModelId model, const QString& name);
    void remove(ModelId model);
    /// Counts what a training with these options would learn from; the answer is summarized().
    void summarize(const SnapshotOptions& options);
    /// The last training that a crash interrupted, to be offered after opening.
    std::optional<InterruptedTraining> interrupted();
    /// The last one that was stopped and can go on.
    std::optional<InterruptedTraining> stopped();
    /// Forgets one of them with what it had learned.
    void discard(const InterruptedTraining& training);

Q_SIGNALS:
    void engineChanged();
    void trainingStarted(const creel::TrainJobRequest& request);
    void snapshotTaken(const creel::Snapshot& snapshot);
    void stepped(const creel::TrainStep& step);
    void epochEnded(const creel::TrainEpoch& epoch);
    void earlierEpochTold(const creel::TrainEpoch& epoch); ///< of a training that goes on
    void noted(const QString& note);
    /// `isTrouble`: the text says why there is no model, or only one of what came before it.
    void trainingEnded(const QString& text, bool isTrouble);
    void trainingStopped(); ///< the best so far is a model, and it may go on
    void rateFound(const creel::RateCurve& curve);
    void modelsChanged();
    void modelExported(const creel::ModelExportSummary& summary);
    void modelNotExported(const QString& problem);
    void predictionsChanged();
    void summarized(const creel::Snapshot& snapshot, const QString& problem);
    void failed(const QString& message);

private:
    struct HeldEngine;
    class Listener;

    Result<Engine*> engine(HeldEngine& held) const;
    Job* startOnEngine(const QString& title,
                       std::function<Result<QString>(Engine& engine, const JobContext& context)> work);
    /// Runs `work` on a worker with a connection, then `done` here unless another catalog was opened.
    template<class Work, class Done>
    void onCatalog(Connection::Access access, Work work, Done done);
    void change(std::function<Result<void>(Connection&)> change);

    Desk& m_desk;
    EngineMaker m_makeEngine;
    std::shared_ptr<HeldEngine> m_held;
    EngineState m_state = EngineState::Asleep;
    EngineReport m_report;
    QStringList m_backbones;
    QString m_engineProblem;
    QList<ModelRecord> m_models;
    Job* m_training = nullptr;
    quint64 m_summaryWanted = 0;
    QThreadPool m_workers;
    JobRunner m_jobs; ///< last: it waits for its work, which talks to the members above
};

} // namespace creel
