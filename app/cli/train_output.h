#pragma once

#include "app/cli/output.h"
#include "core/insight/share_text.h"
#include "core/learning/train_job.h"

namespace creel {

/// Prints a training: what it is trained on, a line an epoch, the score; how it is going to stderr.
class TrainPrinter : public TrainJobListener
{
public:
    TrainPrinter(const Output& output, Recipe recipe) : m_output(output), m_recipe(std::move(recipe)) {}

    void onSnapshot(const Snapshot& snapshot) override;
    void onStep(const TrainStep& step) override;
    void onEpoch(const TrainEpoch& epoch) override;
    void onNote(const QString& note) override;
    /// The last line.
    void finish(const TrainJobOutcome& outcome) const;

private:
    QString placeOf(int stage, int epoch) const;

    const Output& m_output;
    const Recipe m_recipe;
    ProgressLine m_progress;
    QStringList m_classes;
};

/// What a model's file says of itself, with its place in the catalog.
QJsonObject toJson(const ModelRecord& model);

} // namespace creel
