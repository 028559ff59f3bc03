#pragma once

#include "models/training/learner.h"

#include "core/jobs/cancel_token.h"

namespace creel {

/// A classifier's answers to photos whose class is known.
struct Answers
{
    std::vector<float> logits; ///< (N,classes)
    std::vector<int> truth;
};

/// Error BadInput for a request that cannot be trained.
Result<void> checkRequest(const TrainRequest& request);

/// The network that a training starts from, on its device.
Result<ClassifierNet> openClassifier(const TrainRequest& request, const Compute& compute);

/// The network as it stands, copied for predicting.
std::unique_ptr<TorchBody> predictorOf(const ClassifierNet& net, const BodyChoice& body, int side,
                                       const Compute& compute);

/// Shows all readable photos of a cache of predicting's squares to the network. Error Cancelled.
Result<Answers> answer(const TorchBody& body, Head& head, PhotoCache& photos,
                       const Normalization& normalization, int batchSize, const CancelToken& cancel);

/// One stage of a training: its photos at its size, in batches, and what it makes the network learn. A frozen
/// body is shown each photo once where augmentation allows it.
class StageRun
{
public:
    /// Hears how many of how many photos were shown to the frozen body.
    using OnShown = std::function<void(qint64 done, qint64 all)>;

    StageRun(const TrainRequest& request, int stage, const ClassifierNet& net, bool bodyIsTrained,
             const Compute& compute, MemoryBudget& budget, std::function<void(int64_t)> onShrink);

    /// What a frozen body sees is computed, or taken from the request's cache. Error Cancelled.
    Result<void> prepare(const CancelToken& cancel, const OnShown& onShown);

    std::unique_ptr<BatchSource> trainBatches(int epoch);
    double learn(const Batch& batch, const Pace& pace, int epoch, int step);
    /// Of the validation photos. Error Cancelled.
    Result<Answers> answerValid(const CancelToken& cancel);

    AdamW& optimizer() { return m_learner.optimizer(); }
    qint64 unreadable() const { return m_train.unreadable() + m_valid.unreadable(); }
    qint64 trainPhotos() const { return qint64(m_train.size()) - m_train.unreadable(); }
    /// Whether every epoch runs on features that are there already.
    bool usesTable() const;

private:
    struct Square
    {
        size_t index = 0; ///< of the photo
        cv::Mat pixels;   ///< empty where it is unreadable
    };
    struct Features
    {
        std::vector<float> plain, mirrored; ///< 2C numbers each, or none
    };

    Result<FeatureTable> featuresOf(PhotoCache& photos, bool alsoMirrored, const CancelToken& cancel,
                                    const std::function<void(qint64)>& onShown);
    Features recall(const LabelledPhoto& photo, bool alsoMirrored);
    Result<std::vector<Features>> showAll(PhotoCache& photos, bool alsoMirrored, const CancelToken& cancel,
                                          const std::function<void(qint64)>& onShown);
    void show(const PhotoCache& photos, std::vector<Square>& some, bool alsoMirrored,
              std::vector<Features>& rows);

    const TrainRequest& m_request;
    const int m_index;
    const Stage& m_stage;
    const ClassifierNet& m_net;
    const Compute m_compute;
    FeatureCache* const m_features; ///< null where the body is not as it came
    PhotoCache m_train, m_valid;
    Learner m_learner;
    std::unique_ptr<TorchBody> m_body; ///< where the stage leaves it frozen
    FeatureTable m_trainTable, m_validTable;
};

} // namespace creel
