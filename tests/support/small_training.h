#pragma once

#include "core/learning/engine.h"

#include <QImage>
#include <QTemporaryDir>

#include <functional>

namespace creel::test {

/// Writes down what it hears and can stop a training at an epoch or a step.
class TrainNotes : public TrainListener
{
public:
    void onStep(const TrainStep& step) override
    {
        steps.push_back(step);
        if (cancelAtStep || (cancelInStage == step.stage && !step.isPreparing))
            cancel.cancel();
    }
    void onEpoch(const TrainEpoch& epoch) override
    {
        epochs.push_back(epoch);
        if (int(epochs.size()) == cancelAfterEpochs)
            cancel.cancel();
        if (meanwhile)
            meanwhile(epoch);
    }
    void onEarlierEpoch(const TrainEpoch& epoch) override { earlier.push_back(epoch); }
    void onNote(const QString& note) override { notes.append(note); }

    int cancelAfterEpochs = -1;
    bool cancelAtStep = false;
    int cancelInStage = -1; ///< at its first step
    std::function<void(const TrainEpoch&)> meanwhile;
    CancelToken cancel;
    std::vector<TrainStep> steps;
    std::vector<TrainEpoch> epochs, earlier;
    QStringList notes;
};

std::vector<QImage> imagesOf(const std::vector<LabelledPhoto>& photos);

/// Infinite for lists of different lengths.
double largestDifference(const std::vector<float>& a, const std::vector<float>& b);

/// Gives the request 18 drawn photos to train on and 6 to measure on, of three classes by turns, in `folder`:
/// for benchmarks, which want a model and care little what it learned.
void addDrawnPhotos(TrainRequest& request, const QTemporaryDir& folder);

/// What tests train a small network with: the real engine, and 16 + 8 drawn photos of two classes.
class SmallTraining
{
protected:
    /// Loads the engine, or says why not, and draws the photos.
    Result<void> setUp();
    /// A request that writes into the test's own folder.
    TrainRequest request(const QString& name, std::vector<Stage> stages) const;
    /// Trains, and removes the checkpoint of what came to its end, as a catalog does that takes the model in.
    Result<TrainOutcome> learn(const TrainRequest& request, TrainNotes& notes) const;
    /// The model that it became; null if it cannot be opened.
    std::unique_ptr<Classifier> open(const TrainRequest& request) const;

    QTemporaryDir m_folder;
    std::unique_ptr<Engine> m_engine;
    std::vector<LabelledPhoto> m_train, m_valid;
};

} // namespace creel::test
