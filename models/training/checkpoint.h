#pragma once

#include "core/learning/training.h"

#include <torch/torch.h>

#include <future>
#include <optional>

namespace creel {

using NamedTensors = std::vector<std::pair<std::string, torch::Tensor>>;

/// The epoch whose network is the best so far, with that network.
struct BestEpoch
{
    int stage = 0;
    int epoch = 0;
    bool bodyIsTrained = false;
    Evaluation valid;
    NamedTensors state; ///< the head alone where the body is as it came
};

/// Everything that a training needs to go on after an epoch. There is no random state: every draw follows
/// from the recipe's seed and its place.
struct Checkpoint
{
    int stage = 0; ///< of the next epoch
    int epoch = 0;
    bool bodyIsTrained = false;
    NamedTensors state;                   ///< the head alone where the body is as it came
    std::vector<torch::Tensor> optimizer; ///< empty at the start of a stage
    std::vector<TrainEpoch> epochs;
    std::vector<double> stageSeconds;
    int epochsWithoutGain = 0;   ///< of this stage
    double lowestStageError = 2; ///< of this stage's epochs; above 1: none yet
    std::optional<BestEpoch> best;
    qint64 leftOut = 0;     ///< photos that could not be read
    qint64 trainPhotos = 0; ///< that could
};

/// What must be the same for a training to go on: recipe, classes, body and photos.
QByteArray identityOf(const TrainRequest& request);

/// Writes checkpoints on a thread of its own, for disks are slower than an epoch may be. Each file appears as
/// a whole or not at all. The destructor waits.
class CheckpointWriter
{
public:
    CheckpointWriter(QString file, QByteArray identity, QStringList classes);

    /// Copies what is to be written and returns; waits for the write before. The error is that one's, and
    /// keeps nothing from being written.
    Result<void> save(const Checkpoint& checkpoint);
    Result<void> wait();

private:
    const QString m_file; ///< empty: nothing is written
    const QByteArray m_identity;
    const QStringList m_classes;
    std::future<Result<void>> m_writing;
};

/// Nothing where there is no file, or one of another training, or a damaged one.
std::optional<Checkpoint> loadCheckpoint(const QString& file, const QByteArray& identity,
                                         const QStringList& classes);

} // namespace creel
