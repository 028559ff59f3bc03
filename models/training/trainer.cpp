#include "models/training/trainer.h"

#include "core/learning/learning_text.h"
#include "models/engine/model_file.h"
#include "models/networks/open_network.h"
#include "models/training/calibration.h"
#include "models/training/int8_check.h"

#include <QDateTime>

#include <cmath>

namespace creel {

namespace {

constexpr qint64 reportEvery = 100; // milliseconds

NamedTensors cloned(const NamedTensors& state)
{
    NamedTensors clones;
    for (const auto& [name, tensor] : state)
        clones.emplace_back(name, tensor.detach().clone());
    return clones;
}

double secondsOf(const QElapsedTimer& timer)
{
    return double(timer.nsecsElapsed()) * 1e-9;
}

/// Beyond doubt, by the interval.
bool isBetterThanGuessing(const Evaluation& valid)
{
    return !valid.classes.empty() && valid.accuracy.low > 1.0 / double(valid.classes.size());
}

tl::unexpected<Error> lossIsNoNumber(int stage, int epoch, double learningRate)
{
    return fail(ErrorCode::BadInput,
                LearningText::tr("The training broke down in epoch %1 of stage %2: its loss is no number any "
                                 "more. The learning rate %3 is probably too high for these photos; take a "
                                 "tenth of it, or let the learning-rate finder suggest one.")
                    .arg(epoch + 1)
                    .arg(stage + 1)
                    .arg(learningRate, 0, 'g', 2));
}

} // namespace

Trainer::Trainer(const TrainRequest& request, const Compute& compute, TrainListener& listener,
                 const CancelToken& cancel)
    : m_request(request)
    , m_compute(compute)
    , m_listener(listener)
    , m_cancel(cancel)
    , m_identity(identityOf(request))
    , m_checkpoints(request.checkpoint, m_identity, request.info.classes)
    , m_budget(sensibleBudget())
    , m_timeLeft(request)
{}

Result<TrainOutcome> Trainer::run()
{
    CREEL_TRY(checkRequest(m_request));
    CREEL_TRY(openNet());
    resume();
    const Result<void> learned = runStages();
    noteIfLost(m_checkpoints.wait());
    if (learned)
        return finish();
    const bool wasStopped = learned.error().code == ErrorCode::Cancelled;
    if (!m_at.best || !(wasStopped || (m_brokeDown && isBetterThanGuessing(m_at.best->valid))))
        return tl::unexpected(learned.error());
    CREEL_ASSIGN(TrainOutcome outcome, finish());
    outcome.wasStopped = wasStopped;
    if (!wasStopped)
        outcome.breakdown = learned.error().message;
    return outcome;
}

Result<void> Trainer::openNet()
{
    CREEL_ASSIGN(m_net, openClassifier(m_request, m_compute));
    if (m_request.body.weightsFile.isEmpty())
        m_listener.onNote(LearningText::tr("There are no pretrained weights: the network learns from "
                                           "scratch, which needs far more photos and gives a weaker model."));
    return {};
}

void Trainer::resume()
{
    auto checkpoint = loadCheckpoint(m_request.checkpoint, m_identity, m_request.info.classes);
    if (!checkpoint)
        return;
    m_at = std::move(*checkpoint);
    copyState(m_at.state, stateOf(m_net));
    m_at.state.clear();
    m_timeLeft.startAt(m_at.stage, m_at.epoch);
    for (const TrainEpoch& epoch : m_at.epochs)
        m_listener.onEarlierEpoch(epoch);
    m_listener.onNote(
        LearningText::tr("Going on after epoch %1 of stage %2.").arg(m_at.epoch).arg(m_at.stage + 1));
}

Result<void> Trainer::runStages()
{
    const int stages = int(m_request.recipe.stages.size());
    while (true) {
        m_at.stageSeconds.resize(size_t(m_at.stage) + 1);
        if (!isStageOver())
            CREEL_TRY(runStage());
        if (m_at.stage + 1 == stages)
            return {};
        ++m_at.stage;
        m_at.epoch = 0;
        m_at.epochsWithoutGain = 0;
        m_at.lowestStageError = 2;
        m_at.optimizer.clear();
    }
}

bool Trainer::isStageOver() const
{
    const int patience = m_request.recipe.patience;
    return m_at.epoch >= stageNow().epochs || (patience > 0 && m_at.epochsWithoutGain >= patience);
}

Result<void> Trainer::runStage()
{
    m_shownLoss = RunningMean(shownLossKept);
    QElapsedTimer timer;
    timer.start();
    StageRun stage(
        m_request, m_at.stage, m_net, m_at.bodyIsTrained, m_compute, m_budget, [this](int64_t photos) {
            m_listener.onNote(
                LearningText::tr("Memory ran out; going on with %1 photos at a time.").arg(photos));
        });
    CREEL_TRY(stage.prepare(m_cancel, [&](qint64 done, qint64 all) {
        TrainStep shown;
        shown.isPreparing = true;
        shown.step = int(done);
        shown.steps = int(all);
        shown.photosPerSecond = double(done) / std::max(1e-3, secondsOf(timer));
        report(shown);
    }));
    if (!m_at.optimizer.empty())
        stage.optimizer().setState(m_at.optimizer);
    m_at.stageSeconds.back() += secondsOf(timer);
    while (!isStageOver()) {
        timer.restart();
        CREEL_ASSIGN(TrainEpoch epoch, trainOneEpoch(stage));
        CREEL_TRY(evaluate(stage, epoch));
        m_at.stageSeconds.back() += secondsOf(timer);
        CREEL_TRY(keep(stage, std::move(epoch)));
    }
    return {};
}

Result<TrainEpoch> Trainer::trainOneEpoch(StageRun& stage)
{
    QElapsedTimer timer;
    timer.start();
    const auto batches = stage.trainBatches(m_at.epoch);
    TrainEpoch epoch;
    epoch.stage = m_at.stage;
    epoch.epoch = m_at.epoch;
    qint64 photos = 0;
    m_at.bodyIsTrained = m_at.bodyIsTrained || stageNow().trainsBody; // from the first step on
    CREEL_ASSIGN(epoch.trainLoss, learnFrom(*batches, stage, photos));
    epoch.seconds = secondsOf(timer);
    epoch.photosPerSecond = double(photos) / epoch.seconds;
    epoch.dataWait = batches->waited() / epoch.seconds;
    return epoch;
}

/// The mean loss of the epoch.
Result<double> Trainer::learnFrom(BatchSource& batches, StageRun& stage, qint64& photos)
{
    const int steps = batches.count();
    const OneCycle cycle{stageNow().learningRate, m_request.recipe.warmUp, steps * stageNow().epochs};
    QElapsedTimer timer;
    timer.start();
    double sum = 0;
    for (int step = 0; step < steps; ++step) {
        if (m_cancel.isCancelled())
            return fail(ErrorCode::Cancelled, LearningText::tr("The training was stopped."));
        const std::optional<Batch> batch = batches.next();
        if (!batch || batch->target.numel() < 2)
            continue; // batch norm wants two
        const Pace pace = cycle.at(m_at.epoch * steps + step);
        const double loss = stage.learn(*batch, pace, m_at.epoch, step);
        m_brokeDown = !std::isfinite(loss);
        if (m_brokeDown)
            return lossIsNoNumber(m_at.stage, m_at.epoch, stageNow().learningRate);
        photos += batch->target.numel();
        sum += loss * double(batch->target.numel());
        m_timeLeft.reach(m_at.stage, m_at.epoch, double(step + 1) / steps);
        TrainStep learned;
        learned.step = step + 1;
        learned.steps = steps;
        learned.loss = m_shownLoss.add(loss);
        learned.learningRate = pace.learningRate;
        learned.photosPerSecond = double(photos) / secondsOf(timer);
        report(learned);
    }
    if (photos == 0)
        return fail(
            ErrorCode::BadInput,
            LearningText::tr("Fewer than two of the training photos can be read. Are their folders there?"));
    return sum / double(photos);
}

void Trainer::report(TrainStep now)
{
    if (m_sinceReport.isValid() && m_sinceReport.elapsed() < reportEvery)
        return;
    m_sinceReport.start();
    now.stage = m_at.stage;
    now.epoch = m_at.epoch;
    now.secondsLeft = m_timeLeft.seconds();
    m_listener.onStep(now);
}

Result<void> Trainer::evaluate(StageRun& stage, TrainEpoch& epoch)
{
    CREEL_ASSIGN(Answers answers, stage.answerValid(m_cancel));
    epoch.valid = creel::evaluate(softmax(answers.logits, classes(), 1), answers.truth, classes());
    epoch.isBest = isBetter(epoch.valid);
    if (epoch.isBest)
        m_bestAnswers = std::move(answers);
    const OneCycle cycle{stageNow().learningRate, m_request.recipe.warmUp, stageNow().epochs};
    epoch.learningRate = cycle.at(m_at.epoch + 1).learningRate;
    return {};
}

/// By error rate, then by loss; without validation photos, the newest.
bool Trainer::isBetter(const Evaluation& valid) const
{
    if (!m_at.best || valid.photos == 0)
        return true;
    const Evaluation& best = m_at.best->valid;
    return std::pair(valid.errorRate(), valid.loss) < std::pair(best.errorRate(), best.loss);
}

/// A full disk shall not end a training that may still be saved.
void Trainer::noteIfLost(const Result<void>& checkpoint)
{
    if (!checkpoint)
        m_listener.onNote(checkpoint.error().message);
}

NamedTensors Trainer::stateNow() const
{
    if (m_at.bodyIsTrained)
        return stateOf(m_net);
    NamedTensors head;
    for (auto& [name, tensor] : stateOf(*m_net.head))
        head.emplace_back(m_net.head->prefix() + name, tensor);
    return head;
}

Result<void> Trainer::keep(StageRun& stage, TrainEpoch epoch)
{
    if (epoch.isBest)
        m_at.best = BestEpoch{epoch.stage, epoch.epoch, m_at.bodyIsTrained, epoch.valid, cloned(stateNow())};
    if (epoch.valid.photos > 0) {
        const bool isGain = epoch.valid.errorRate() < m_at.lowestStageError;
        m_at.epochsWithoutGain = isGain ? 0 : m_at.epochsWithoutGain + 1;
        m_at.lowestStageError = std::min(m_at.lowestStageError, epoch.valid.errorRate());
    }
    m_at.epochs.push_back(epoch);
    ++m_at.epoch;
    m_at.leftOut = stage.unreadable();
    m_at.trainPhotos = stage.trainPhotos();
    if (!m_request.checkpoint.isEmpty()) {
        Checkpoint file = m_at;
        file.state = stateNow();
        file.optimizer = stage.optimizer().state();
        noteIfLost(m_checkpoints.save(file));
    }
    m_listener.onEpoch(epoch);
    return {};
}

Result<Answers> Trainer::answerAtBest(PhotoCache& photos)
{
    const auto body = predictorOf(m_net, m_request.body, photos.side(), m_compute);
    return answer(*body, *m_net.head, photos, m_request.body.normalization, shownAtOnce, {});
}

/// The best epoch's network is in place. Photos are shown as classifyPhotos() shows them, in this engine's
/// numbers: the scores written here are those of predicting on the same machine, but for int8, which may
/// differ on as many photos as info.int8 says.
Result<ModelInfo> Trainer::describeBest(ActivationRanges& ranges)
{
    ModelInfo info = m_request.info;
    info.backbone = m_request.body.backbone;
    info.normalization = m_request.body.normalization;
    info.recipe = m_request.recipe;
    info.side = m_request.recipe.stages[size_t(m_at.best->stage)].side;
    if (m_at.best->bodyIsTrained)
        info.bodyWeights.clear();
    info.createdAt = QDateTime::currentMSecsSinceEpoch();
    info.creelVersion = QStringLiteral(CREEL_VERSION);
    info.trainPhotos = m_at.trainPhotos;
    constexpr auto keeps = PhotoCache::Keeps::AsPredicted;
    PhotoCache valid(m_request.valid, info.side, m_budget, keeps);
    PhotoCache test(m_request.test, info.side, m_budget, keeps);
    if (!m_bestAnswers) { // of an epoch before the training went on
        CREEL_ASSIGN(m_bestAnswers, answerAtBest(valid));
    }
    const Answers& answers = *m_bestAnswers;
    if (!answers.truth.empty()) {
        info.temperature = fitTemperature(answers.logits, answers.truth, classes());
        const std::vector<float> probabilities = softmax(answers.logits, classes(), info.temperature);
        info.abstainBelow = chooseAbstainBelow(probabilities, answers.truth, classes());
        info.valid = creel::evaluate(probabilities, answers.truth, classes());
    }
    if (test.size() > 0 && !m_cancel.isCancelled()) { // who stops does not want to wait
        CREEL_ASSIGN(const Answers tested, answerAtBest(test));
        info.test =
            creel::evaluate(softmax(tested.logits, classes(), info.temperature), tested.truth, classes());
    }
    describeInt8(valid, info, ranges);
    return info;
}

/// What is stopped or fails now is a model all the same, one without int8.
void Trainer::describeInt8(PhotoCache& valid, ModelInfo& info, ActivationRanges& ranges)
{
    if (!canCheckInt8(info.backbone))
        return;
    m_listener.onNote(
        LearningText::tr("Trying what the model does in int8, in which some processors predict faster."));
    PhotoCache train(m_request.train, info.side, m_budget, PhotoCache::Keeps::AsPredicted);
    Result<std::optional<Int8Check>> check = std::nullopt;
    try {
        check = checkInt8(m_net, info.backbone, train, valid, info.normalization, classes(), info.temperature,
                          m_cancel);
    } catch (const std::exception& error) { // of libtorch; what was learned is not lost over it
        check = fail(ErrorCode::Internal, QString::fromUtf8(error.what()).section(QLatin1Char('\n'), 0, 0));
    }
    if (!check)
        m_listener.onNote(
            LearningText::tr("The model will not predict in int8. %1").arg(check.error().message));
    else if (*check) {
        info.int8 = (*check)->facts;
        ranges = std::move((*check)->ranges);
    }
}

Result<ModelInfo> Trainer::writeBest()
{
    if (m_at.bodyIsTrained && !m_at.best->bodyIsTrained) {
        CREEL_ASSIGN(const auto original, openNetwork(m_request.body));
        copyState(bodyStateOf(*original), bodyStateOf(*m_net.body));
    }
    copyState(m_at.best->state, stateOf(m_net));
    ActivationRanges ranges;
    CREEL_ASSIGN(ModelInfo info, describeBest(ranges));
    CREEL_TRY(writeModel(m_request.out, m_net, info, ranges));
    return info;
}

Result<TrainOutcome> Trainer::finish()
{
    TrainOutcome outcome;
    if (m_request.out.isEmpty()) {
        outcome.info = m_request.info;
        outcome.info.valid = m_at.best->valid;
    } else {
        CREEL_ASSIGN(outcome.info, writeBest());
    }
    outcome.epochs = m_at.epochs;
    outcome.stageSeconds = m_at.stageSeconds;
    outcome.stageSeconds.resize(m_request.recipe.stages.size());
    outcome.leftOut = m_at.leftOut;
    if (m_at.leftOut > 0)
        m_listener.onNote(
            LearningText::tr("%1 photos were left out: their files are gone, changed or unreadable.")
                .arg(m_at.leftOut));
    return outcome;
}

} // namespace creel
