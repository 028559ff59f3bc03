#pragma once

#include "models/int8/calibrator.h"
#include "models/training/checkpoint.h"
#include "models/training/running_mean.h"
#include "models/training/stage_run.h"
#include "models/training/time_left.h"

#include <QElapsedTimer>

namespace creel {

/// One training, from a request to a model file.
class Trainer
{
public:
    Trainer(const TrainRequest& request, const Compute& compute, TrainListener& listener,
            const CancelToken& cancel);

    /// Errors: BadInput for a request that cannot be trained, or a loss that is no number before there is a
    /// model that is better than guessing; Cancelled before the first epoch's end.
    Result<TrainOutcome> run();

private:
    static constexpr double shownLossKept = 0.9; ///< of the mean that is shown, at every step

    Result<void> openNet();
    void resume();
    Result<void> runStages();
    Result<void> runStage();
    Result<TrainEpoch> trainOneEpoch(StageRun& stage);
    Result<double> learnFrom(BatchSource& batches, StageRun& stage, qint64& photos);
    Result<void> evaluate(StageRun& stage, TrainEpoch& epoch);
    Result<void> keep(StageRun& stage, TrainEpoch epoch);
    bool isBetter(const Evaluation& valid) const;
    bool isStageOver() const;
    void noteIfLost(const Result<void>& checkpoint);
    NamedTensors stateNow() const;
    Result<ModelInfo> writeBest();
    Result<TrainOutcome> finish();
    Result<ModelInfo> describeBest(ActivationRanges& ranges);
    void describeInt8(PhotoCache& valid, ModelInfo& info, ActivationRanges& ranges);
    Result<Answers> answerAtBest(PhotoCache& photos);

    const Stage& stageNow() const { return m_request.recipe.stages[size_t(m_at.stage)]; }
    int classes() const { return int(m_request.info.classes.size()); }
    void report(TrainStep now);

    const TrainRequest& m_request;
    const Compute m_compute;
    TrainListener& m_listener;
    const CancelToken m_cancel;
    const QByteArray m_identity;
    CheckpointWriter m_checkpoints;
    MemoryBudget m_budget;
    ClassifierNet m_net;
    Checkpoint m_at; ///< `state` and `optimizer` are only filled in for the file
    TimeLeft m_timeLeft;
    QElapsedTimer m_sinceReport;
    RunningMean m_shownLoss{shownLossKept}; ///< of the stage
    bool m_brokeDown = false;               ///< the loss is no number
    std::optional<Answers> m_bestAnswers; ///< to the validation photos, where the best epoch was in this run
};

} // namespace creel
