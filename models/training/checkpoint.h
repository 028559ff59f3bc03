#pragma once

#include "core/learning/training.h"

#include <torch/torch.h>

#include <map>
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
};

/// What must be the same for a training to go on: recipe, classes, body and photos.
QByteArray identityOf(const TrainRequest& request);

/// Writes the file as a whole or not at all.
Result<void> saveCheckpoint(const QString& file, const QByteArray& identity, const QStringList& classes,
                            const Checkpoint& checkpoint);
/// Nothing where there is no file, or one of another training, or a damaged one.
std::optional<Checkpoint> loadCheckpoint(const QString& file, const QByteArray& identity,
                                         const QStringList& classes);

} // namespace creel
