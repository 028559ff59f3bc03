#pragma once

#include "core/catalog/job_store.h"
#include "core/catalog/model_store.h"
#include "core/dataset/snapshot.h"
#include "core/learning/body_source.h"
#include "core/learning/engine.h"

namespace creel {

/// What a person asks for when they press Train. Plain values that can be kept and started again.
struct TrainJobRequest
{
    QString catalogPath;
    QString name; ///< of the model; empty names it for its backbone
    QString out;  ///< model file; empty puts it into the folder of models beside the catalog
    BodyRequest body;
    Recipe recipe;
    SnapshotOptions snapshot;
    /// Where photos belong together, trains a head twice on frozen features first, to say what a random split
    /// would have claimed. Costs one look at every photo that has no features yet, then a few seconds.
    bool comparesSplits = true;
};

/// What the catalog remembers of a training, enough to start it again.
QJsonObject toJson(const TrainJobRequest& request);
Result<TrainJobRequest> trainJobFromJson(const QJsonObject& json, const QString& catalogPath);

struct TrainJobOutcome
{
    ModelRecord model;
    TrainOutcome training;
};

/// What a training tells while it runs, besides how it is going; called from its thread.
class TrainJobListener : public TrainListener
{
public:
    /// What will be trained on, before the first epoch.
    virtual void onSnapshot(const Snapshot&) {}
};

/// The folder of models beside a catalog.
QString modelFolderOf(const QString& catalogPath);

/// Takes a snapshot, trains and takes the model into the catalog, where it becomes current. Runs on the
/// calling thread with connections of its own; labeling goes on meanwhile. What a cancel interrupts after the
/// first epoch is a model too. A training that was stopped or killed goes on from its last epoch, with the
/// photos and labels it began with, when the same request with the same `out` is made again. Error Busy while
/// that `out` is being trained already.
Result<TrainJobOutcome> trainModel(Engine& engine, TrainJobRequest request, TrainJobListener& listener,
                                   const CancelToken& cancel);

/// A training that a crash interrupted, or that was stopped.
struct InterruptedTraining
{
    JobId id;
    TrainJobRequest request;
    qint64 startedAt = 0; ///< Unix milliseconds
};

/// Trainings that began, never ended, and are run by nobody now.
Result<QList<InterruptedTraining>> interruptedTrainings(Connection& connection);
/// Trainings that were stopped, by a person or with the window, and can go on; the newest first.
Result<QList<InterruptedTraining>> stoppedTrainings(Connection& connection);
/// The person does not want to go on with it: its checkpoint is removed.
Result<void> discardTraining(Connection& connection, const InterruptedTraining& training);
/// Removes what the training of this model file would go on from.
void removeCheckpoint(const QString& out);

} // namespace creel
