#include "app/cli/train_output.h"

#include "core/base/text.h"

#include <QFileInfo>
#include <QJsonArray>

namespace creel {

namespace {

QString percentText(double share)
{
    return QString::number(share * 100, 'f', 1);
}

QString snapshotText(const Snapshot& snapshot)
{
    QStringList lines{Cli::tr("%1 train, %2 validate, %3 are kept for the test")
                          .arg(numberText(snapshot.count(SplitPart::Train)),
                               numberText(snapshot.count(SplitPart::Valid)),
                               numberText(snapshot.count(SplitPart::Test)))};
    for (qsizetype i = 0; i < snapshot.classes.size(); ++i) {
        const auto& [train, valid, test] = snapshot.counts[size_t(i)];
        lines.append(QStringLiteral("  %1 + %2 + %3  %4")
                         .arg(train, 5)
                         .arg(valid, 5)
                         .arg(test, 5)
                         .arg(snapshot.classes[i]));
    }
    for (auto entry = snapshot.leftOut.cbegin(); entry != snapshot.leftOut.cend(); ++entry)
        lines.append(Cli::tr("  left out: %1").arg(leftOutText(entry.key(), *entry)));
    return lines.join(QLatin1Char('\n'));
}

QString resultText(const TrainJobOutcome& outcome)
{
    const ModelInfo& info = outcome.training.info;
    QStringList lines{Cli::tr("%1: %2").arg(outcome.model.name, outcome.model.file)};
    if (!outcome.training.breakdown.isEmpty())
        lines.append(Cli::tr("This is the best before that: %1").arg(outcome.training.breakdown));
    if (outcome.training.wasStopped)
        lines.append(Cli::tr("Stopped: this is the best so far. The same command with --out %1 goes on.")
                         .arg(outcome.model.file));
    if (info.valid)
        lines.append(Cli::tr("Right on %1 of %2 it had not seen; macro-F1 %3")
                         .arg(shareText(info.valid->accuracy), photoCountText(info.valid->photos),
                              QString::number(info.valid->macroF1, 'f', 3)));
    if (info.test)
        lines.append(Cli::tr("Test part: %1 of %2")
                         .arg(shareText(info.test->accuracy), photoCountText(info.test->photos)));
    if (info.splits)
        lines.append(Cli::tr("A head alone reaches %1 on this split, %2 on a random one, where near copies "
                             "lie on both sides")
                         .arg(shareText(info.splits->grouped), shareText(info.splits->random)));
    return lines.join(QLatin1Char('\n'));
}

} // namespace

QJsonObject toJson(const ModelRecord& model)
{
    QJsonObject json = toJson(model.info);
    json.insert(QStringLiteral("id"), model.id.value());
    json.insert(QStringLiteral("name"), model.name);
    json.insert(QStringLiteral("file"), model.file);
    json.insert(QStringLiteral("hash"), QString::fromLatin1(model.hash.toHex()));
    json.insert(QStringLiteral("current"), model.isCurrent);
    json.insert(QStringLiteral("there"), QFileInfo::exists(model.file));
    return json;
}

QString TrainPrinter::placeOf(int stage, int epoch) const
{
    return Cli::tr("Stage %1, epoch %2 of %3")
        .arg(stage + 1)
        .arg(epoch + 1)
        .arg(m_recipe.stages[size_t(stage)].epochs);
}

void TrainPrinter::onSnapshot(const Snapshot& snapshot)
{
    m_classes = snapshot.classes;
    for (const QString& warning : snapshot.warnings)
        message(warning);
    QJsonObject json = toJson(snapshot);
    json.insert(QStringLiteral("event"), QStringLiteral("snapshot"));
    m_output.result(json, snapshotText(snapshot));
    [[maybe_unused]] const Result<void> flushed = m_output.flush(); // told at the end
}

void TrainPrinter::onStep(const TrainStep& step)
{
    const QString place =
        step.isPreparing ? Cli::tr("Getting photos ready") : placeOf(step.stage, step.epoch);
    QString text = step.isPreparing ? Cli::tr("%1: %2 of %3").arg(place).arg(step.step).arg(step.steps)
                                    : Cli::tr("%1: step %2 of %3, loss %4")
                                          .arg(place)
                                          .arg(step.step)
                                          .arg(step.steps)
                                          .arg(step.loss, 0, 'f', 3);
    if (step.photosPerSecond > 0)
        text += Cli::tr(", %1 photos/s").arg(step.photosPerSecond, 0, 'f', 1);
    if (step.secondsLeft >= 0)
        text += Cli::tr(", %1 left").arg(durationText(step.secondsLeft));
    m_progress.show(place, text, step.step >= step.steps);
}

void TrainPrinter::onEpoch(const TrainEpoch& epoch)
{
    QJsonObject json = toJson(epoch.valid, m_classes);
    json.insert(QStringLiteral("event"), QStringLiteral("epoch"));
    json.insert(QStringLiteral("stage"), epoch.stage);
    json.insert(QStringLiteral("epoch"), epoch.epoch);
    json.insert(QStringLiteral("train_loss"), epoch.trainLoss);
    json.insert(QStringLiteral("error_rate"), epoch.valid.errorRate());
    json.insert(QStringLiteral("learning_rate"), epoch.learningRate);
    json.insert(QStringLiteral("photos_per_second"), epoch.photosPerSecond);
    json.insert(QStringLiteral("data_wait"), epoch.dataWait);
    json.insert(QStringLiteral("seconds"), epoch.seconds);
    json.insert(QStringLiteral("best"), epoch.isBest);
    m_output.result(
        json, Cli::tr("%1: loss %2, on other photos %3; right on %4 %%5")
                  .arg(placeOf(epoch.stage, epoch.epoch), QString::number(epoch.trainLoss, 'f', 3),
                       QString::number(epoch.valid.loss, 'f', 3), percentText(epoch.valid.accuracy.value),
                       epoch.isBest ? Cli::tr(", the best so far") : QString()));
    [[maybe_unused]] const Result<void> flushed = m_output.flush();
}

void TrainPrinter::onNote(const QString& note)
{
    message(note);
}

void TrainPrinter::finish(const TrainJobOutcome& outcome) const
{
    QJsonObject json = toJson(outcome.model);
    QJsonArray seconds;
    for (const double stage : outcome.training.stageSeconds)
        seconds.append(stage);
    json.insert(QStringLiteral("event"), QStringLiteral("result"));
    json.insert(QStringLiteral("stopped"), outcome.training.wasStopped);
    if (!outcome.training.breakdown.isEmpty())
        json.insert(QStringLiteral("breakdown"), outcome.training.breakdown);
    json.insert(QStringLiteral("unreadable"), outcome.training.leftOut);
    json.insert(QStringLiteral("stage_seconds"), seconds);
    m_output.result(json, resultText(outcome));
}

} // namespace creel
